import { DescribeRecordCommand, ServiceCatalogClient } from '@aws-sdk/client-service-catalog';
import * as z from 'zod/mini';
import { provider } from '../../provider.ts';
import { listOf, text } from '../lenient-schema.ts';
import { ownLink, readMessage } from '../message-only/message.ts';

const RecordError = z.object({ Code: text, Description: text });
const Answer = z.object({
  RecordDetail: z.object({
    ProvisionedProductName: text,
    RecordType: text,
    Status: text,
    RecordErrors: listOf(RecordError),
  }),
});

export const serviceCatalog = provider<z.output<typeof Answer> | undefined>({
  async fetch({ externalId = '', url = '' }, aws) {
    const [id] = /\brec-[a-z\d]+\b/.exec(`${externalId} ${url}`) ?? [];
    if (id === undefined) return undefined;
    const client = new ServiceCatalogClient(aws.config);
    return aws.ask('the record', () => client.send(new DescribeRecordCommand({ Id: id })), Answer);
  },

  explain(records, action) {
    const { RecordErrors: errors, ProvisionedProductName, RecordType } = records?.RecordDetail ?? { RecordErrors: [] };
    const error = errors.find(({ Description }) => Description !== undefined);
    if (error?.Description === undefined) return undefined;
    const { text, codes } = readMessage(error.Description);
    return {
      cause: `\`${ProvisionedProductName ?? 'The product'}\` could not be ${verbOf(RecordType)}: ${text}`,
      codes: [...codes, ...errors.flatMap(({ Code }) => Code ?? [])],
      phase: RecordType,
      evidence: errors.slice(0, 25).map(({ Code = 'Error', Description = '' }) => `${Code}: ${Description}`),
      links: ownLink(action),
    };
  },
});

function verbOf(recordType = ''): string {
  if (recordType.startsWith('UPDATE')) return 'updated';
  return recordType.startsWith('TERMINATE') ? 'terminated' : 'provisioned';
}

import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { inTime } from '../../aws/client-config.ts';
import { DUE_INDEX } from '../../store/due-rows.ts';
import { type Check, type DoctorFinding, failed, missing, ok, unreadable } from './finding.ts';
import { type Setting, unset } from './setting.ts';

export function tableCheck(setting: Setting): Check {
  const subject = 'table';
  return {
    subject,
    async look() {
      const name = setting.env.TABLE_NAME || setting.stack?.outputs.TableName;
      if (!name) return [unset(subject, 'TABLE_NAME', setting)];
      const client = new DynamoDBClient({ ...setting.place, ...inTime(4_000) });
      const [shape, expiry] = await Promise.all([lookAtShape(client, name), lookAtExpiry(client, name)]);
      return [...shape, ...expiry];
    },
  };
}

async function lookAtShape(client: DynamoDBClient, name: string): Promise<DoctorFinding[]> {
  const subject = `table ${name}`;
  try {
    const { Table = {} } = await client.send(new DescribeTableCommand({ TableName: name }));
    const due = Table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === DUE_INDEX);
    if (Table.TableStatus === undefined) return [unreadable(subject, 'status')];
    if (Table.TableStatus !== 'ACTIVE')
      return [missing(subject, `it is ${Table.TableStatus}: wait until it is ACTIVE`)];
    if (keysOf(Table.KeySchema) !== 'pk HASH, sk RANGE') {
      return [missing(subject, `its keys are ${keysOf(Table.KeySchema)}, not pk and sk: this is another table`)];
    }
    if (due === undefined || keysOf(due.KeySchema) !== 'due HASH, dueAt RANGE') {
      return [missing(subject, 'it has no index "due" of due and dueAt, so overdue work is not found: deploy again')];
    }
    if (due.IndexStatus !== 'ACTIVE') return [missing(subject, `its index "due" is ${due.IndexStatus}: wait for it`)];
    return [ok(subject, 'exists, with its keys and its index')];
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) return [failed(subject, error)];
    return [missing(subject, 'not found in this Region and account: deploy again, or restore it from a backup')];
  }
}

async function lookAtExpiry(client: DynamoDBClient, name: string): Promise<DoctorFinding[]> {
  const subject = `expiry of ${name}`;
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
    if (TimeToLiveDescription === undefined) return [unreadable(subject, 'description')];
    const { TimeToLiveStatus = 'DISABLED', AttributeName } = TimeToLiveDescription;
    const isOn = /^ENABL/.test(TimeToLiveStatus) && AttributeName === 'expiresAt';
    return [
      isOn ? ok(subject, 'old rows are deleted') : missing(subject, `old rows are never deleted: ${enable(name)}`),
    ];
  } catch (error) {
    return error instanceof ResourceNotFoundException ? [] : [failed(subject, error)];
  }
}

function enable(table: string): string {
  const specification = '--time-to-live-specification Enabled=true,AttributeName=expiresAt';
  return `aws dynamodb update-time-to-live --table-name ${table} ${specification}`;
}

function keysOf(schema: KeySchemaElement[] = []): string {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ');
}

import { SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { expect, it, onTestFinished } from 'vitest';
import { parseMessage } from '../../lib/inbox/parse-message.ts';
import { createQueue } from '../../lib/queue/sqs.ts';
import { wireJson } from '../../lib/queue/wire-json.ts';
import { sdkQueue } from '../kit/sdk-queue.ts';

it('a message contains only characters that SQS and compatible servers accept', async () => {
  const fauxqs = await startFauxqs({ port: 0, logger: false, defaultRegion: 'eu-central-1' });
  onTestFinished(() => fauxqs.stop());
  const { queueUrl } = fauxqs.createQueue('signalbox', { region: 'eu-central-1' });
  const endpoint = `http://127.0.0.1:${fauxqs.port}`;
  const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
  const queue = createQueue(queueUrl, sdkQueue(new SQSClient({ region: 'eu-central-1', endpoint, credentials })));
  const comment = 'Ship it \u{1F680}, \ufffe, \uffff, and half of one: \ud83d';
  const vote = { signalbox: 'vote', key: 'execution#a', run: 'r', user: 'U0ANN', decision: 'approve' } as const;
  await queue.send({ ...vote, comment, channel: 'C0', at: 1 });
  const [message] = fauxqs.inspectQueue('signalbox')?.messages.ready ?? [];
  expect(message?.body).toMatch(/^[\x20-\ud7ff\ue000-\ufffd]*$/);
  expect(JSON.parse(message?.body ?? '')).toMatchObject({ comment });
  expect(parseMessage(message?.body ?? '').type).toBe('input');
});

it('wireJson keeps all other text unchanged', () => {
  expect(wireJson({ text: 'Grüße ✔ 日本' })).toBe('{"text":"Grüße ✔ 日本"}');
});

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createPlayer } from '../../lab/providers/player.ts';
import { type Recording, readRecording } from '../../lab/providers/recording.ts';
import { type Aws, createAws } from '../../lib/diagnosis/ask-aws.ts';
import type { FailedAction, Finding, Provider } from '../../lib/diagnosis/provider.ts';

/** The real SDK client of a provider, over HTTP, with recorded answers. */
export async function ask(
  provider: Provider,
  recording: string | Recording,
  {
    listener,
    patience = 300_000,
    isGenerous = false,
  }: { listener?: RequestListener; patience?: number; isGenerous?: boolean } = {},
): Promise<{ finding: Finding | undefined; asked: string[]; missing: readonly string[] }> {
  const recorded = typeof recording === 'string' ? readRecording(`events/providers/${recording}.json`) : recording;
  const player = createPlayer(recorded.calls);
  const server = createServer(listener ?? player.request);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = createAws('eu-central-1', Date.now() + patience, Date.now, {}, isGenerous);
  const credentials = { accessKeyId: 'lab', secretAccessKey: 'lab' };
  const pointed: Aws = { ...aws, config: { ...aws.config, endpoint, credentials } as Aws['config'] };
  const action = actionOf(recorded);
  const records = await provider.fetch(action, pointed);
  return { finding: provider.explain(records, action), asked: player.asked, missing: aws.missing };
}

export function actionOf({ provider, action }: Recording): FailedAction {
  return {
    account: '123456789012',
    region: 'eu-central-1',
    pipeline: 'shop',
    executionId: '94fb261b-65d0-41ba-bea3-b08420e9b5e7',
    stage: 'Stage',
    action: 'action',
    provider,
    startedAt: Date.UTC(2026, 10, 22, 10),
    endedAt: Date.UTC(2026, 10, 22, 10, 5),
    ...action,
  };
}

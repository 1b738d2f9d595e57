import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlayer } from '../lab/providers/player.ts';
import { readRecording } from '../lab/providers/recording.ts';
import { diagnose } from '../lib/diagnosis/diagnose.ts';

/** How many calls each recorded failure costs. `node bench/diagnosis.ts` */

Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'lab', AWS_SECRET_ACCESS_KEY: 'lab' });
const counts: number[] = [];
for (const file of globSync('events/providers/*.json').sort()) {
  const recording = readRecording(file);
  const player = createPlayer(recording.calls);
  const server = createServer(player.request);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ref = { account: '1', region: 'eu-central-1', pipeline: 'p', executionId: 'e', stage: 's', action: 'a' };
  const { provider, action } = recording;
  const began = Date.UTC(2026, 10, 22, 10);
  const found = await diagnose(
    { ...ref, provider, startedAt: began, endedAt: began + 300_000, ...action },
    { now: Date.now },
  );
  server.closeAllConnections();
  server.close();
  counts.push(player.asked.length);
  const name = file.replace(/.*\/|\.json$/g, '');
  console.log(
    `${String(player.asked.length).padStart(2)} calls  ${name.padEnd(38)} ${found.class}${found.retryable ? ', retryable' : ''}: ${found.cause.slice(0, 100)}`,
  );
}
counts.sort((a, b) => a - b);
console.log(
  `median ${counts[Math.floor(counts.length / 2)]} calls, at most ${counts.at(-1)}, of ${counts.length} recorded failures`,
);

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { QUEUE } from '../lab/aws/stand-ins.ts';
import { startLab } from '../lab/lab.ts';
import { rest } from '../lab/quiet.ts';
import { readScenarios } from '../lab/scenario.ts';

/** What an execution costs in invocations, requests and bytes, counted between the built functions and the lab's
 *  stand-ins: the figures that docs/cost.md puts prices on. `npm run build && node bench/cost.ts` */

const EXECUTIONS = 5;
const SWEEPS = 20;
const MINUTE = 60_000;
/** Real milliseconds. */
const LOG_ARRIVES = 500;

interface Counted {
  requests: Record<string, number>;
  /** DynamoDB's units: of writes a kilobyte, of reads four. */
  units: { write: number; read: number };
  logBytes: number;
  invocations: Record<string, number>;
  /** That the worker took: events, and what Signalbox sends itself. */
  messages: number;
}

let counted: Counted;
startAgain();

function startAgain(): void {
  counted = { requests: {}, units: { write: 0, read: 0 }, logBytes: 0, invocations: {}, messages: 0 };
}

/** Hands everything on, and counts it. */
async function counting(to: () => string): Promise<string> {
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const sent = { method: req.method ?? 'POST', headers: rest, ...(body.length > 0 ? { body } : {}) };
    const answer = await fetch(to() + (req.url ?? ''), sent).catch(() => undefined);
    if (answer === undefined) return void req.socket.destroy();
    const bytes = Buffer.from(await answer.arrayBuffer());
    count(nameOf(headers['x-amz-target'], req.url ?? '', body), body.length, bytes.length);
    res.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function nameOf(target: string | undefined, url: string, body: Buffer): string {
  if (target) return target.replace(/^(\w+?)(_\d+)?\./, '$1.');
  if (url.startsWith('/api/')) return `Slack.${url.slice('/api/'.length)}`;
  return `SNS.${new URLSearchParams(body.toString()).get('Action')}`;
}

function count(name: string, sent: number, received: number): void {
  // Lambda's own poller receives and deletes; it is counted by the invocation.
  if (/ReceiveMessage|DeleteMessage/.test(name)) return;
  counted.requests[name] = (counted.requests[name] ?? 0) + 1;
  if (/DynamoDB\.PutItem/.test(name)) counted.units.write += Math.ceil(sent / 1024);
  if (/DynamoDB\.(GetItem|Query)/.test(name)) counted.units.read += Math.max(1, Math.ceil(received / 4096));
}

function readLog(text: string): void {
  counted.logBytes += Buffer.byteLength(text);
  // One such line an invocation: what it counted.
  for (const [line, service = ''] of text.matchAll(/^\{"_aws".*?"service":"(\w+)".*$/gm)) {
    const [, messages] = /"Message":(\d+)/.exec(line) ?? [];
    if (service === 'worker' && messages === undefined) continue;
    counted.messages += Number(messages ?? 0);
    counted.invocations[service] = (counted.invocations[service] ?? 0) + 1;
  }
}

const scenarios = await readScenarios();

async function labWith(sweep: number) {
  let addresses = { dynamo: '', fauxqs: '', home: '' };
  const proxies = {
    dynamo: await counting(() => addresses.dynamo),
    fauxqs: await counting(() => addresses.fauxqs),
    home: await counting(() => addresses.home),
  };
  const lab = await startLab({
    speed: 'virtual',
    sweep,
    channels: [{ id: 'C0DEPLOYS', name: 'deploys' }],
    topics: ['signalbox'],
    log: readLog,
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: proxies.dynamo,
      AWS_ENDPOINT_URL_SQS: proxies.home,
      QUEUE_URL: `${proxies.home}/000000000000/${QUEUE}`,
      AWS_ENDPOINT_URL_SNS: proxies.fauxqs,
      AWS_ENDPOINT_URL_CODEPIPELINE: proxies.home,
      SLACK_API_URL: `${proxies.home}/api/`,
    },
  });
  const home = `http://127.0.0.1:${lab.port}`;
  addresses = { dynamo: lab.standIns.dynamoUrl, fauxqs: lab.standIns.fauxqs.address, home };
  return lab;
}

async function executions(name: string): Promise<object> {
  const scenario = scenarios.find((one) => one.name === name);
  if (!scenario) throw new Error(`There is no scenario ${name}`);
  const lab = await labWith(100_000_000);
  startAgain();
  for (let n = 0; n < EXECUTIONS; n++) {
    await lab.begin(scenario);
    await rest(lab);
  }
  await setTimeout(LOG_ARRIVES);
  const found = { scenario: name, ...each(EXECUTIONS) };
  await lab.stop();
  return found;
}

/** A minute in which nothing happens. */
async function idle(): Promise<object> {
  const lab = await labWith(MINUTE);
  const pass = (minutes: number) => lab.until(() => undefined, minutes * MINUTE);
  await pass(3);
  await setTimeout(LOG_ARRIVES);
  startAgain();
  await pass(SWEEPS);
  await setTimeout(LOG_ARRIVES);
  const found = { idle: 'one sweep', ...each(SWEEPS) };
  await lab.stop();
  return found;
}

function each(times: number): object {
  const share = (sums: Record<string, number>) =>
    Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Number((sum / times).toFixed(1))]));
  const { requests, units, invocations, logBytes, messages } = counted;
  return {
    messages: Number((messages / times).toFixed(1)),
    invocations: share(invocations),
    requests: share(requests),
    units: share(units),
    logBytes: Math.round(logBytes / times),
  };
}

console.log(JSON.stringify([await executions('green'), await executions('failed-build'), await idle()], null, 2));
process.exit();

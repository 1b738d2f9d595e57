import { readPolicy } from '../lib/config/policy-file.ts';
import type { Played } from './headless.ts';
import { HELP, readOptions } from './options.ts';
import { known, readScenarios } from './scenario.ts';

/** `npm start`: the lab with its page, or with --headless one scenario played to its end. */

const values = given(() => readOptions(process.argv.slice(2)));
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const scenarios = await readScenarios().catch(giveUp);
const scenario = given(() => known(scenarios, values.scenario));
const { policy } = await readPolicy(process.env.POLICY_FILE ?? 'infra/policy.yml').catch(giveUp);
const { routes } = policy;
const channels = [...new Set(routes.flatMap(({ channel }) => (channel === undefined ? [] : [channel])))];
const topics = [...new Set(routes.flatMap(({ sns = [] }) => sns))];
const port = values.headless ? 0 : Number(process.env.PORT ?? 4800);

// What takes time to load comes after the mistakes that a person can make.
const { startLab } = await import('./lab.ts');
const { site } = await import('./site.ts');
const lab = await startLab({
  port,
  speed: values.headless && values.speed === undefined ? 'virtual' : Number(values.speed ?? 1),
  channels: channels.map((id) => ({ id, name: id.toLowerCase().replace(/^c0/, '') })),
  topics: topics.map((arn) => arn.split(':').at(-1) ?? ''),
  env: { ...taken('POLICY_FILE'), ...taken('SLACK_SIGNING_SECRET'), ...realSlack() },
  log: (line) => values.verbose && process.stderr.write(line),
  other: (running) => site(running, scenarios),
}).catch((error: NodeJS.ErrnoException) => giveUp(error, adviceFor(error.code) ?? error.stack));

if (values.headless) {
  try {
    const { play } = await import('./headless.ts');
    const played = await play(lab, scenario);
    console.log(values.json ? JSON.stringify(played, null, 2) : summary(played));
  } finally {
    await lab.stop();
  }
} else {
  const slack =
    process.env.SLACK_BOT_TOKEN === undefined ? '' : ', its messages go to the real Slack of SLACK_BOT_TOKEN';
  console.log(`Signalbox lab is ready on http://localhost:${lab.port}${slack}`);
  await lab.begin(scenario);
  process.once('SIGINT', () => void lab.stop().then(() => process.exit(0)));
  process.once('SIGTERM', () => void lab.stop().then(() => process.exit(0)));
}

/** @param read throws an error with one sentence for a person */
function given<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return giveUp(error instanceof Error ? error : new Error(String(error)));
  }
}

/** @returns what a person can do about a port that cannot be used */
function adviceFor(code: string | undefined): string | undefined {
  const other = `To use another port: PORT=${port === 4801 ? 4802 : 4801} npm start`;
  if (code === 'EADDRINUSE') return `Port ${port} is in use, perhaps by another lab. ${other}`;
  if (code === 'EACCES') return `Port ${port} needs more rights. ${other}`;
  if (code === 'ERR_SOCKET_BAD_PORT') return `PORT is "${process.env.PORT}", which is not a port. ${other}`;
  return undefined;
}

/** Ends with one line for a person. Nothing of a lab that did not start may keep the process alive. */
function giveUp(error: Error, line = error.message): never {
  console.error(line);
  process.exit(1);
}

function summary({ messages, sns, effects }: Played): string {
  const texts = messages.map((message) => ('text' in message ? `${message.text}` : ''));
  return [...texts, `${sns.length} published to SNS, ${effects.length} effects`].join('\n');
}

function taken(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}

/** With a bot token of one's own the lab's messages go to that workspace. */
function realSlack(): Record<string, string> {
  if (process.env.SLACK_BOT_TOKEN === undefined) return {};
  return { ...taken('SLACK_BOT_TOKEN'), SLACK_API_URL: process.env.SLACK_API_URL ?? 'https://slack.com/api/' };
}

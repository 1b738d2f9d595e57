import { parseArgs } from 'node:util';
import { readPolicy } from '../lib/config/policy-file.ts';
import { didYouMean } from '../lib/policy/file/nearest-word.ts';
import { play } from './headless.ts';
import { startLab } from './lab.ts';
import { readScenarios } from './scenario.ts';
import { known, site } from './site.ts';

/** `npm start`: the lab with its page, or with --headless one scenario played to its end. */

const options = {
  scenario: { type: 'string', default: 'opening' },
  headless: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  /** Seconds of the lab for each real second; without it, virtual time when headless. */
  speed: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const HELP = `npm start -- [options]
  --scenario NAME  begin with this scenario, a file below lab/scenarios/ (default: opening)
  --headless       play it to its end without the page, in virtual time, and print the result
  --json           with --headless: print JSON
  --speed N        seconds of the lab for each real second
  --verbose        print the log of the functions
PORT=4801 npm start uses another port than 4800.`;

const values = givenValues();
const scenarios = await readScenarios().catch(giveUp);
const scenario = scenarioNamed(values.scenario);
const { policy } = await readPolicy(process.env.POLICY_FILE ?? 'infra/policy.yml').catch(giveUp);
const { routes } = policy;
const channels = [...new Set(routes.flatMap(({ channel }) => (channel === undefined ? [] : [channel])))];
const topics = [...new Set(routes.flatMap(({ sns = [] }) => sns))];
const port = values.headless ? 0 : Number(process.env.PORT ?? 4800);

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

function givenValues() {
  const args = process.argv.slice(2);
  const { values, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const known = Object.keys(options).map((option) => `--${option}`);
  for (const token of tokens) {
    if (token.kind === 'positional') wrongUse(`The lab takes options only, not "${token.value}".`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.entries(options).find(([one]) => one === name)?.[1];
    if (!option)
      wrongUse(`Unknown option ${rawName}${didYouMean(rawName, known) || `. The options are ${known.join(', ')}.`}`);
    const isMissing = !value || (!inlineValue && value.startsWith('-'));
    if (option.type === 'string' && isMissing) wrongUse(`${rawName} needs a value.`);
    if (option.type === 'boolean' && value !== undefined) wrongUse(`${rawName} takes no value.`);
  }
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const { speed } = values;
  if (speed !== undefined && !(Number(speed) > 0 && Number.isFinite(Number(speed)))) {
    wrongUse(`--speed is "${speed}". Expected: seconds of the lab for each real second, as 60.`);
  }
  return parseArgs({ args, options }).values;
}

function wrongUse(line: string): never {
  return giveUp(new Error(line));
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

function scenarioNamed(name: string) {
  try {
    return known(scenarios, name);
  } catch (error) {
    return giveUp(error instanceof Error ? error : new Error(String(error)));
  }
}

function summary({ messages, sns, effects }: Awaited<ReturnType<typeof play>>): string {
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

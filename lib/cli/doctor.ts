import { bypassCheck } from './doctor/bypass.ts';
import { calendarChecks } from './doctor/calendars.ts';
import { channelChecks } from './doctor/channels.ts';
import { eventBusCheck } from './doctor/event-bus.ts';
import { type DoctorFinding, examine, passes } from './doctor/finding.ts';
import { functionsChecks } from './doctor/functions.ts';
import { hubBusChecks } from './doctor/hub-bus.ts';
import { peopleChecks } from './doctor/people.ts';
import { permissionChecks } from './doctor/permissions.ts';
import { pipelineChecks } from './doctor/pipelines.ts';
import { examinePolicy } from './doctor/policy.ts';
import { queueChecks } from './doctor/queue.ts';
import { requestUrlCheck } from './doctor/request-url.ts';
import { createSecrets, signingSecretCheck } from './doctor/secrets.ts';
import type { Setting } from './doctor/setting.ts';
import { tokenCheck } from './doctor/slack.ts';
import { readStack } from './doctor/stack.ts';
import { tableCheck } from './doctor/table.ts';
import { topicCheck } from './doctor/topic.ts';
import { printable } from './printable.ts';
import { Misuse } from './refusal.ts';

export interface DoctorOptions {
  policy: string;
  stage?: string;
  region?: string;
  bypass?: boolean;
  json: boolean;
}

/** Milliseconds. IAM simulates a few roles a second. */
const BYPASS_PATIENCE = 300_000;

/** Checks everything that Signalbox needs and prints one line per finding. It only reads. */
export async function doctor(
  rest: string[],
  { policy: file, stage, region, bypass, json }: DoctorOptions,
): Promise<{ text: string; isYes: boolean }> {
  if (rest.length > 0) throw new Misuse('doctor takes options only.');
  if (stage === '' || region === '') throw new Misuse('--stage and --region need a name.');
  const shell = await import('../app.ts');
  const place = region === undefined ? {} : { region };
  const stack = stage === undefined ? undefined : await readStack(stage, place);
  const { policy, findings } = await examinePolicy(file);
  const env = stack?.env ?? shell.environment();
  const found = [...findings, ...(stack?.findings ?? [])];
  const setting: Setting = { env, place, policy, stack, now: shell.now };
  found.push(...(await examine(checksFor(setting))));
  if (bypass) found.push(...(await examine([bypassCheck(setting)], BYPASS_PATIENCE)));
  const isYes = passes(found);
  if (!json) return { text: inWords(found), isYes };
  return { text: JSON.stringify({ ok: isYes, findings: found }, null, 2), isYes };
}

function checksFor(setting: Setting) {
  const secrets = createSecrets(setting);
  return [
    tokenCheck(setting, secrets),
    // One after another, because of Slack's rate limits.
    channelChecks(setting, secrets),
    peopleChecks(setting, secrets),
    signingSecretCheck(secrets),
    ...requestUrlCheck(setting, secrets),
    tableCheck(setting),
    ...queueChecks(setting),
    ...functionsChecks(setting),
    ...topicCheck(setting),
    ...permissionChecks(setting),
    ...hubBusChecks(setting),
    ...eventBusCheck(setting),
    ...pipelineChecks(setting),
    ...calendarChecks(setting),
  ];
}

const labels = { ok: 'ok', missing: 'missing', untold: 'cannot tell' };

function inWords(found: DoctorFinding[]): string {
  const lines = found.map(({ type, subject, text }) => printable(`${labels[type].padEnd(11)}  ${subject}: ${text}`));
  const count = (wanted: DoctorFinding['type']) => found.filter(({ type }) => type === wanted).length;
  return [...lines, '', `${count('ok')} ok, ${count('missing')} missing, ${count('untold')} cannot tell`].join('\n');
}

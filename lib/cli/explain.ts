import { type ReadPolicy, readPolicy } from '../config/policy-file.ts';
import type { Decision } from '../core/base/decision.ts';
import { otherNames, permissionNamed } from '../core/command/other-names.ts';
import type { SharedState } from '../core/command/shared-state.ts';
import { commandNames } from '../core/command/types.ts';
import { NOT_HELD_IN_PARALLEL } from '../core/freeze/messages.ts';
import { calendarsIn } from '../policy/calendar/ssm-calendar.ts';
import { times } from '../policy/calendar/time-sources.ts';
import { type Explanation, explain as explanationOf, type Voter } from '../policy/explain.ts';
import { didYouMean } from '../policy/file/nearest-word.ts';
import type { Policy } from '../policy/file/schema.ts';
import { rulesOf } from '../policy/rules.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { type AskedOptions, askedOf } from './question/asked.ts';
import { nearNameNote } from './question/pipeline-name.ts';
import { voterOf } from './question/voter.ts';
import { Misuse, unknownWord } from './refusal.ts';

export interface ExplainOptions extends AskedOptions {
  action?: string;
  command?: string;
  as?: string;
  groups?: string;
  policy: string;
  json: boolean;
}

/** Checks by the policy alone whether an execution may enter a stage, and whether a person may approve or give a command there. Freezes
 *  and overrides from Slack are in Signalbox's table, which this command does not read. */
export async function explain(
  rest: string[],
  options: ExplainOptions,
  clock: () => number,
): Promise<{ text: string; isYes: boolean }> {
  const { pipeline, stage, action, command } = options;
  if (!pipeline || rest.length > 0) throw new Misuse('explain needs --pipeline NAME and takes options only.');
  const read = await readPolicy(options.policy);
  const { policy, version } = read;
  const { place, at, notes } = askedOf(options, policy, clock());
  const name = place.pipeline ?? pipeline;
  const near = nearNameNote(policy, name);
  if (near !== undefined) printAside(near);
  const voter = voterOf(options, policy);
  const answer = explanationOf(rulesOf(policy, version, times, unread(policy)), {
    // An account, Region or tag that is not given is unknown, so a rule that matches by it counts.
    pipeline: { ...place, pipeline: name },
    stage,
    approval: action === undefined && voter === undefined ? undefined : { action, as: voter },
    command: command === undefined ? undefined : commandOf(command, stage, voter),
    now: at,
  });
  return {
    text: options.json ? inJson(answer, notes) : inWords(answer, notes, teamPlaces(read)),
    isYes: answer.decision === 'allow',
  };
}

function commandOf(name: string, stage: string | undefined, as: Voter | undefined) {
  const known = commandNames.find((one) => one === name) ?? permissionNamed(name);
  if (known === undefined)
    throw unknownWord(`command "${name}" of Slack`, didYouMean(name, [...commandNames, ...otherNames]));
  if (stage === undefined || as === undefined) throw new Misuse('--command needs --stage S and --as USER.');
  return { name: known, stage, as };
}

/** Treats every SSM calendar as unreadable, so the policy's answer for unreadable calendars applies. */
function unread(policy: Policy): SharedState {
  const failed: [number, string] = [0, 'this command does not call AWS (use aws ssm get-calendar-state)'];
  return { calendars: Object.fromEntries(calendarsIn(policy).map((arn) => [arn, { failed }])) };
}

function inJson({ decision, because, until, under }: Explanation, notes: string[]): string {
  const rules = under
    .flatMap((policyAnswer) => policyAnswer.under ?? [])
    .map(({ rule, outcome, because }) => ({ id: rule, outcome, because }));
  const ends = until === undefined ? null : new Date(until).toISOString();
  return JSON.stringify(
    { verdict: decision, because, until: ends, rules, notes: [...notesOf(under), ...notes] },
    null,
    2,
  );
}

function teamPlaces({ policy, placeOf, files }: ReadPolicy): Map<string, string> {
  const lists = ['approvals', 'freezes', 'retry'] as const;
  const places = lists.flatMap((list) =>
    policy[list].flatMap(({ id }, index) => {
      const { file, line } = placeOf([list, index]);
      return file === undefined ? [] : [[id, `${files.nameOf(file)}:${line}`] as const];
    }),
  );
  return new Map(places);
}

function inWords({ because, under }: Explanation, notes: string[], places: Map<string, string>): string {
  const nameOf = (rule: string) => (places.has(rule) ? `${rule} (${places.get(rule)})` : rule);
  const tree = (decision: Decision, depth: number): string[] => [
    printable(`${'  '.repeat(depth)}${decision.outcome}  ${nameOf(decision.rule)}: ${decision.because}`),
    ...(decision.under ?? []).flatMap((one) => tree(one, depth + 1)),
  ];
  return [printable(because), ...under.flatMap((decision) => tree(decision, 1)), ...notesOf(under), ...notes].join(
    '\n',
  );
}

/** The mode of the pipeline is unknown here. */
function notesOf(decisions: Decision[]): string[] {
  const isFrozen = decisions.some(({ rule, outcome }) => rule === 'freeze' && outcome === 'deny');
  return isFrozen ? [`Note: a freeze holds transitions. ${NOT_HELD_IN_PARALLEL}`] : [];
}

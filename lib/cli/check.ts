import { isRegion } from '../aws/regions.ts';
import { noParameters, parameterProblems } from '../config/parameters.ts';
import { PolicyError, readPolicy } from '../config/policy-file.ts';
import { readText } from '../config/text-file.ts';
import { providerNames } from '../diagnosis/provider-names.ts';
import { dateAndTime } from '../policy/calendar/local-time.ts';
import type { Contradiction } from '../policy/check/contradictions.ts';
import { groupWarnings } from '../policy/check/unsatisfiable-approvals.ts';
import { warnings } from '../policy/check/warnings.ts';
import { type PlaceOf, printProblem } from '../policy/file/parse.ts';
import type { Policy } from '../policy/file/schema.ts';
import type { Freeze } from '../policy/freeze/schema.ts';
import { coming } from '../policy/freeze/windows.ts';
import { readGroupMembers } from './group-members.ts';
import { readPipelineNames } from './pipeline-names.ts';
import { printable } from './printable.ts';
import { type AskedOptions, askedOf } from './question/asked.ts';
import { freezesIn } from './question/concerned-freezes.ts';
import { Misuse, WrongFile } from './refusal.ts';

export interface CheckOptions extends AskedOptions {
  policy: string;
  serverless?: string;
  pipelines?: string;
  people?: string;
  json: boolean;
}

const SHOWN = 5;

/** Validates a policy and prints warnings and the next freeze windows. */
export async function check(
  files: string[],
  options: CheckOptions,
  clock: () => number,
): Promise<{ text: string; isYes: boolean }> {
  const { policy: named, pipelines: list, people, serverless, json } = options;
  const [file = named, ...more] = files;
  if (more.length > 0) throw new Misuse('check takes one file or folder.');
  const read = await readPolicy(file).catch((error: unknown) => {
    if (!json || !(error instanceof PolicyError)) throw error;
    return error;
  });
  if (read instanceof PolicyError) {
    const wrong = { ok: false, problems: read.problems, warnings: [], freezes: [], signatures: 0 };
    return { text: JSON.stringify(wrong, null, 2), isYes: false };
  }
  const now = clock();
  const { policy, version, placeOf } = read;
  const { place, notes } = askedOf(options, policy, now);
  if (serverless !== undefined) await checkParameters(serverless);
  const pipelines = list === undefined ? undefined : await readPipelineNames(list);
  const groups = people === undefined ? undefined : await readGroupMembers(people);
  const all = [
    ...warnings(policy, now, { pipelines, isRegion, providers: [...providerNames] }),
    ...(groups ? groupWarnings(policy, groups) : []),
  ];
  const found = all.map((finding) => located(read.files.nameOf, finding, policy, placeOf));
  const freezes = freezesIn(policy, place, options.stage).map((freeze) => ({
    freeze,
    next: coming(policy, freeze, now, SHOWN),
  }));
  const signatures = policy.signatures?.length ?? 0;
  if (json) {
    const windows = freezes.map(({ freeze: { id, kind, tz }, next }) => {
      const occurrences = next.map(({ start, end }) => ({ start: utc(start), end: utc(end) }));
      return { id, kind, tz, occurrences };
    });
    const report = { ok: true, version, problems: [], warnings: found, freezes: windows, signatures };
    return { text: JSON.stringify(report, null, 2), isYes: true };
  }
  const lines = [
    `${file} is valid: policy ${version}, ${counted(policy)}`,
    ...(pipelines ? [`checked against ${counting(pipelines.length, 'pipeline')} in ${list}`] : []),
    ...(groups ? [`checked against ${counting(Object.keys(groups).length, 'user group')} in ${people}`] : []),
    ...(serverless ? [`the parameters of ${serverless} are valid`] : []),
    ...found.map((warning) => `warning: ${warning}`),
    ...freezes.flatMap(({ freeze, next }) => [`${freeze.id} (${freeze.kind}, ${freeze.tz}):`, ...listed(freeze, next)]),
    ...(signatures > 0 ? [`signatures: the samples of ${signatures === 1 ? 'one' : `all ${signatures}`} match`] : []),
    ...notes,
  ];
  return { text: lines.map(printable).join('\n'), isYes: true };
}

/** @throws WrongFile */
async function checkParameters(file: string): Promise<void> {
  const text = await readText(file);
  const problems = parameterProblems(file, text);
  const none = problems.length > 0 ? undefined : noParameters(file, text);
  if (none !== undefined || problems.length > 0) throw new WrongFile(none ?? problems.join('\n'));
}

function counted({ routes, approvals, freezes, retry }: Policy): string {
  const all: [number, string][] = [
    [routes.length, 'route'],
    [approvals.length, 'approval rule'],
    [freezes.length, 'freeze'],
    [retry.length, 'retry rule'],
  ];
  return all.map(([count, what]) => counting(count, what)).join(', ');
}

function counting(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Names the rule by its id as well as its position, because people know rules by id. */
function located(
  nameOf: (file?: string) => string,
  { path, message }: Contradiction,
  policy: Policy,
  placeOf: PlaceOf,
): string {
  const [list, index] = path;
  const rules: unknown = policy[list as keyof Policy];
  const rule = Array.isArray(rules) ? (rules[Number(index)] as { id?: string } | undefined) : undefined;
  const { path: own = path, ...place } = placeOf(path);
  const key = own.map(String).join('.');
  return printProblem(nameOf, { ...place, key: rule?.id === undefined ? key : `${key} (${rule.id})`, message });
}

function listed({ tz, ssmCalendar }: Freeze, next: ReturnType<typeof coming>): string[] {
  if (ssmCalendar) return [`  windows not listed, because they are in SSM calendar ${ssmCalendar.join(', ')}`];
  if (next.length === 0) return ['  no more windows'];
  return next.map(({ start, end }) => {
    const inUtc = `${utc(start) ?? 'more than a year ago'} to ${utc(end) ?? 'more than a year ahead'}`;
    if (!Number.isFinite(start) || !Number.isFinite(end)) return `  ${inUtc}`;
    return `  ${dateAndTime(tz, start)} to ${dateAndTime(tz, end)}  (${inUtc})`;
  });
}

/** Null if it is more than a year away. */
function utc(instant: number): string | null {
  return Number.isFinite(instant) ? new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z') : null;
}

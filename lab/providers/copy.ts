import type { Recording } from './recording.ts';

/** Another copy of a recording, about things with names of their own: two pipelines that play recordings of one build
 *  project or one service would else read each other's answers. */
export function copyOf(recording: Recording, n: number): Recording {
  const names = namesIn(recording).sort((a, b) => b.length - a.length);
  if (names.length === 0) return recording;
  const text = JSON.stringify(recording).replace(wholly(names), (name) => renamed(name, n));
  return JSON.parse(text) as Recording;
}

/** Any of these names where it stands as a whole: shop-2 is not shop. */
export function wholly(names: string[]): RegExp {
  return new RegExp(`(?<![\\w-])(?:${names.map((name) => name.replace(/\W/g, '\\$&')).join('|')})(?![\\w-])`, 'g');
}

/** The names and ids by which a recording's things are asked for. */
export function namesIn(recording: Recording): string[] {
  const { externalId = '', logStream = '', configuration } = recording.action;
  const named = Object.entries(configuration).filter(([key]) => NAMED.test(key));
  const text = JSON.stringify(recording);
  const ids = text.match(UUID) ?? [];
  const inArns = [...text.matchAll(ARN)].flatMap(([, resource = '']) => resource.split(/[:/]/).slice(1));
  const names = [externalId, logStream, ...named.map(([, value]) => value)].map(lastPart);
  return [...new Set([...ids, ...inArns, ...names])].filter((name) => name.length > 3);
}

const NAMED = /^(?!File|Branch|Role|Notification).*(Name|Application|Environment|ProductId|StateMachineArn)$/;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
/** What a first answer names and a second call asks for. */
const ARN = /arn:aws:(?:codebuild|ecs|cloudformation|states):[\w-]*:\d*:([\w./:-]+)/g;
/** Ids of CodeDeploy, Service Catalog and AppConfig have a form that must stay. */
const FIXED = /^(?:d-[A-Z0-9]{9}|(?:rec|prod)-[a-z0-9]+|[a-z]{3}\d{4})$/;

function lastPart(name: string): string {
  // A log stream ends in a common word, which the texts contain too.
  const stream = /:log-stream:([^:/]+)/.exec(name)?.[1];
  return stream ?? name.split(/[:/]/).at(-1) ?? '';
}

function renamed(name: string, n: number): string {
  if (name.search(UUID) === 0) {
    return ((Number.parseInt(name.slice(0, 8), 16) + n) % 2 ** 32).toString(16).padStart(8, '0') + name.slice(8);
  }
  if (FIXED.test(name)) return name.slice(0, -3) + String(n).padStart(3, '0');
  return `${name}-${n + 1}`;
}

import type { Change } from './changes.ts';

const MOST = 30;
const marks = { added: '+', removed: '-', changed: '~', reordered: '~' };

export function changesInWords(changes: Change[]): string[] {
  const lines = changes.map(({ type, section, name }) => {
    const what = type === 'reordered' ? ORDER : name;
    return `  ${marks[type]} ${section}${what === '' ? '' : ` ${what}`}`;
  });
  return lines.length > MOST ? [...lines.slice(0, MOST), `  and ${lines.length - MOST} more`] : lines;
}

const ORDER = '(their order)';

export const UNNAMED_CHANGE = '  ~ something that is not a rule';

export const NO_PLACE =
  'publish needs --to s3://BUCKET/KEY or --to ssm:/NAME; without it, the environment variable POLICY_SOURCE is used.';

export function wrongPlace(to: string, form: string): string {
  return `"${to}" is not a place: ${form}.`;
}

export function tooLargeFor(to: string, bytes: number, most: number): string {
  return to.startsWith('ssm:')
    ? `The policy has ${bytes} bytes, and an SSM parameter holds ${most} at most. Publish it to S3: --to s3://BUCKET/KEY.`
    : `The policy has ${bytes} bytes, and Signalbox reads ${most} at most.`;
}

export function notPublished(to: string, why: string): string {
  return `${to} could not be written, so nothing changed there: ${why}`;
}

export const words = {
  valid: (file: string, version: string) => `${file} is valid: policy ${version}`,
  first: (to: string) => `${to} holds no policy yet`,
  unread: (to: string, why: string) => `what ${to} holds now cannot be compared: ${why}`,
  same: (version: string) => `no rule changes: policy ${version} is published already`,
  from: (version: string) => `changes from policy ${version}:`,
  dry: (to: string) => `nothing was published to ${to} (--dry-run)`,
  done: (to: string, version: string) => `published policy ${version} to ${to}; it holds within a minute`,
};

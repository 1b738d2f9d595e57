import type * as Shell from '../app.ts';
import type { AuditEntry } from '../core/model/audit-entry.ts';
import { printAside } from './print.ts';
import { printable } from './printable.ts';
import { since, until, zoneNote } from './question/instant.ts';
import { Misuse, Unanswered } from './refusal.ts';
import { serviceTrouble } from './service-trouble.ts';

export interface JournalOptions {
  pipeline?: string;
  since?: string;
  until?: string;
  limit?: string;
  json: boolean;
}

/** Prints the newest audit entries that match, oldest first. */
export async function journal(rest: string[], options: JournalOptions): Promise<string> {
  const { pipeline } = options;
  if (!pipeline || rest.length > 0) throw new Misuse('journal needs --pipeline NAME and takes options only.');
  const limit = count('--limit', options.limit ?? '100');
  const shell = await import('../app.ts'); // no other command needs AWS
  const now = shell.now();
  const window = { since: since('--since', options.since, now), until: until('--until', options.until, now) };
  if ((window.since ?? 0) >= (window.until ?? Number.POSITIVE_INFINITY)) {
    throw new Misuse('--since must be before --until.');
  }
  noteZone(zoneNote([options.since, options.until], 'UTC'));
  const found = await read(openJournal(shell), pipeline, { ...window, limit: limit + 1 });
  const entries = found.slice(-limit);
  if (found.length > limit) {
    printAside(`Showing the newest ${limit} entries; there are older ones. Use --limit or --until to see them.`);
  }
  if (options.json) return JSON.stringify(entries, null, 2);
  return inWords(entries).join('\n') || printable(`No entries for ${pipeline} in that time.`);
}

function noteZone(note: string | undefined): void {
  if (note !== undefined) printAside(note);
}

type Reader = ReturnType<typeof Shell.journalReader>;

function openJournal({ journalReader }: typeof Shell): Reader {
  try {
    return journalReader();
  } catch (cause) {
    const hint = "Set it to the name of Signalbox's table (the stack's output TableName).";
    throw new Unanswered(`${messageOf(cause)}. ${hint}`, { cause });
  }
}

async function read(reader: Reader, pipeline: string, window: Parameters<Reader['read']>[1]): Promise<AuditEntry[]> {
  try {
    return await reader.read(pipeline, window);
  } catch (cause) {
    throw new Unanswered(printable(`The table ${reader.table} could not be read: ${messageOf(cause)}`), { cause });
  }
}

/** A refused connection has a code and often no message. */
function messageOf(error: unknown): string {
  const trouble = serviceTrouble(error);
  if (trouble !== undefined) return trouble;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return [error.name === 'Error' ? undefined : error.name, error.message || code].filter(Boolean).join(': ');
}

function count(option: string, text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || !Number.isSafeInteger(number + 1)) {
    throw new Misuse(`${option} must be a whole number of at least 1.`);
  }
  return number;
}

/** One line each. The place is printed if pipelines of one name exist in several places. */
function inWords(entries: AuditEntry[]): string[] {
  const placeOf = ({ account, region }: AuditEntry) => `${region} ${account}`;
  // A command applies to pipeline names, in any account and Region.
  const isOnePlace = new Set(entries.filter(({ account }) => account !== '').map(placeOf)).size < 2;
  return entries.map((entry) => {
    const { at, who, what, decision, comment, because, policy } = entry;
    return printable(
      [
        `${new Date(at).toISOString().slice(0, 16)}Z`,
        who.join(', ') || '-',
        `${what}: ${decision}`,
        whereOf(entry) + (isOnePlace || entry.account === '' ? '' : ` in ${placeOf(entry)}`),
        ...(comment ? [`"${comment}"`] : []),
        because,
        `(policy ${policy})`,
      ].join('  '),
    );
  });
}

/** Approvals have an action and an execution; commands may lack any of these. */
function whereOf({ pipeline, stage, action, executionId }: AuditEntry): string {
  const place = [stage, action].filter((part) => part !== '').join('/');
  return [place === '' ? pipeline : place, executionId.slice(0, 8)].filter((part) => part !== '').join(' of ');
}

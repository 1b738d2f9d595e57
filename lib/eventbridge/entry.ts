import { SOURCE } from '../../events/signalbox/source.ts';
import { type Content, iso, type SignalboxEvent } from '../core/events/event.ts';
import { consoleUrl } from '../core/execution/console-url.ts';
import { redact } from '../core/redact/redact.ts';
import { truncate } from '../core/text/truncate.ts';
import { visible } from '../core/text/visible.ts';

export interface BusEntry {
  Source: string;
  DetailType: string;
  Detail: string;
  EventBusName: string;
  Time: Date;
}

/** Characters of one text, and entries of one list. */
const TEXT = 1_000;
const LIST = 50;
/** Bytes. EventBridge bills by 64 KB, and many targets take no more than 256 KB. */
export const MOST = 200_000;
/** Bytes. */
const SCOPE = 50_000;

export function entryOf(bus: string, { type, id, at, detail }: SignalboxEvent): BusEntry {
  const url = 'executionId' in detail ? urlOf(detail) : undefined;
  const whole = { version: '1', id, at: iso(at), ...detail, url };
  const scope = 'scope' in detail ? scopeOf(detail) : {};
  return {
    Source: SOURCE,
    DetailType: type,
    Detail: fitting(whole, scope, [TEXT, TEXT / 5, TEXT / 50]),
    EventBusName: bus,
    Time: new Date(iso(at)),
  };
}

function urlOf({ account, region, pipeline, executionId }: Partial<Content<'Signalbox Deployed'>>) {
  if (!account || !region || !pipeline || !executionId) return undefined;
  return consoleUrl({ account, region, pipeline, executionId });
}

/** The first limit that makes it small enough. */
function fitting(whole: object, scope: object, [limit = 0, ...smaller]: number[]): string {
  const text = JSON.stringify({ ...boundedFields(whole, limit), ...scope });
  return bytes(text) > MOST && smaller.length > 0 ? fitting(whole, scope, smaller) : text;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A part of a scope, or a changed one, covers something else: it is whole, or the event has none. */
function scopeOf({ scope, pipelines, stages }: Content<'Signalbox Freeze Started'>): object {
  const whole = { scope, pipelines, stages };
  const fits = bytes(JSON.stringify(whole)) <= SCOPE && isPublic(whole);
  return fits ? whole : { scope: undefined, pipelines: undefined, stages: undefined };
}

function isPublic(value: unknown): boolean {
  if (typeof value === 'string') return visible(redact(value)) === value;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isPublic(name) && isPublic(each));
}

/** Names and links, not typed text. They were redacted when they were read. */
const NAMES = new Set([
  ...['id', 'approvalId', 'heldId', 'at', 'executionId', 'account', 'region', 'pipeline', 'stage', 'action'],
  ...['revision', 'url', 'link', 'compareUrl'],
]);
/** Characters. A part of a name or of a link is useless. */
const NAME = 2_000;

function bounded(value: unknown, limit: number, key = ''): unknown {
  if (typeof value === 'string' && NAMES.has(key)) return value.length > NAME ? undefined : value;
  if (typeof value === 'string') return truncate(visible(redact(value)), limit);
  if (Array.isArray(value)) return value.slice(0, LIST).map((each) => bounded(each, limit));
  if (typeof value !== 'object' || value === null) return value;
  return boundedFields(value, limit);
}

function boundedFields(value: object, limit: number): object {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bounded(each, limit, name)]));
}

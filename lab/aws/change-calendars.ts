import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { AwsError } from '../codepipeline/errors.ts';

/** A stand-in for the Change Calendars of SSM, over AWS JSON 1.1. */
export interface ChangeCalendars {
  request: (req: IncomingMessage, res: ServerResponse) => void;
  /** From now on there is this calendar: open, but for these times `[from, until)`. */
  set(arn: string, closed: [from: number, until: number][]): void;
  /** Every request gets this answer until it is removed. */
  refuse(refusal: Refusal | undefined): void;
  /** The requests, oldest first. */
  asked: string[];
}

export type Refusal = 'AccessDeniedException' | 'ThrottlingException' | 'InternalServerError' | 'hang';

export const SSM_TARGET = 'AmazonSSM';

const Request = z.object({ CalendarNames: z.array(z.string()).min(1), AtTime: z.string().optional() });

/** @param now the lab's clock
 *  @param hang given each request that gets no answer */
export function createChangeCalendars(
  now: () => number,
  hang: (res: ServerResponse) => void = () => {},
): ChangeCalendars {
  const calendars = new Map<string, [from: number, until: number][]>();
  const asked: string[] = [];
  let refusal: Refusal | undefined;

  function stateOf(names: string[], at: number): object {
    const all = names.map((name) => {
      const closed = calendars.get(name);
      if (closed === undefined) throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
      return closed;
    });
    const isClosed = (at: number) => all.flat().some(([from, until]) => from <= at && at < until);
    const edges = all.flat(2).filter((edge) => edge > at && isClosed(edge) !== isClosed(at));
    return {
      State: isClosed(at) ? 'CLOSED' : 'OPEN',
      AtTime: inSeconds(at),
      ...(edges.length > 0 ? { NextTransitionTime: inSeconds(Math.min(...edges)) } : {}),
    };
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await json(req);
    if (refusal === 'hang') return hang(res);
    try {
      if (refusal) throw refused(refusal);
      if (req.headers['x-amz-target'] !== `${SSM_TARGET}.GetCalendarState`) {
        throw new AwsError('UnknownOperationException', 'This is all calendars and nothing else of SSM');
      }
      const parsed = Request.safeParse(body);
      if (!parsed.success) throw new AwsError('ValidationException', parsed.error.message);
      asked.push(...parsed.data.CalendarNames);
      const { CalendarNames: names, AtTime: time } = parsed.data;
      send(res, 200, stateOf(names, time === undefined ? now() : Date.parse(time)));
    } catch (error) {
      const reported = error instanceof AwsError ? error : new AwsError('InternalServerError', String(error), 500);
      send(res, reported.status, { __type: reported.name, message: reported.message });
    }
  }

  return {
    request: (req, res) => void answer(req, res),
    set: (arn, closed) => void calendars.set(arn, closed),
    refuse(given) {
      refusal = given;
    },
    asked,
  };
}

function refused(name: Exclude<Refusal, 'hang'>): AwsError {
  switch (name) {
    case 'AccessDeniedException':
      return new AwsError(name, 'User: arn:x is not authorized to perform: ssm:GetCalendarState on resource: arn:y');
    case 'ThrottlingException':
      return new AwsError(name, 'Rate exceeded');
    case 'InternalServerError':
      return new AwsError(name, 'An error occurred on the server side.', 500);
    default:
      return name satisfies never;
  }
}

/** In the form of AWS. */
function inSeconds(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}

function send(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

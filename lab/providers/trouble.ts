import * as z from 'zod';
import type { Recording } from './recording.ts';

/** A provider that hiccups: its first answers to an operation are errors, then it answers as it was recorded. */
export const trouble = z.strictObject({
  operation: z.string(),
  answer: z.enum(['throttled', 'broken']),
  times: z.int().positive(),
});
export type Trouble = z.output<typeof trouble>;

export function troubled(recording: Recording, troubles: Trouble[]): Recording {
  const first = troubles.flatMap(({ operation, answer, times }) => {
    const path = recording.calls.find((call) => call.operation === operation)?.path;
    const call = { operation, ...(path === undefined ? {} : { path }), ...answers[answer] };
    return Array.from({ length: times }, () => call);
  });
  return { ...recording, calls: [...first, ...recording.calls] };
}

const answers = {
  throttled: { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } },
  broken: { status: 500, body: { __type: 'InternalFailure', message: 'The request processing has failed.' } },
} as const;

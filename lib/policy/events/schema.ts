import * as z from 'zod';
import { accountId } from '../file/schema-accounts.ts';

const busesAre = 'expected the name of an EventBridge bus, or its ARN, arn:aws:events:REGION:ACCOUNT:event-bus/NAME';

export const Events = z.strictObject({
  bus: z.string(busesAre).regex(/^(arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/, busesAre),
});

const namesAre = 'the name of a machine starts with a small letter and has at most 40 letters, digits and . _ -';
/** No Slack id begins with a small letter. */
const NAME = /^[a-z][\w.-]{0,39}$/;
export const machineName = z.string().regex(NAME, namesAre);

/** Both must match: a sender chooses `source`, and EventBridge sets the account. */
export const Machine = z.strictObject({
  source: z
    .string()
    .regex(/^[\w./-]{1,256}$/, 'a source has letters, digits and . _ / -')
    .refine((source) => !/^(aws\.|signalbox$)/.test(source), 'only AWS and Signalbox send with this source'),
  accounts: z.array(accountId).min(1),
});
export type Machine = z.infer<typeof Machine>;

export const Machines = z.record(z.string(), Machine).superRefine((machines, context) => {
  for (const name of Object.keys(machines)) {
    if (!NAME.test(name)) context.addIssue({ code: 'custom', path: [name], message: namesAre });
  }
});

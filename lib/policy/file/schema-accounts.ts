import * as z from 'zod';
import { REGION_FORM } from '../../core/base/region-form.ts';
import { partsOfArn } from '../../core/text/arn.ts';

const idsAre = 'expected the 12 digits of an account in quotes; a number without quotes loses leading zeros';
export const accountId = z.string(idsAre).regex(/^\d{12}$/, { error: idsAre, abort: true });

const region = z.string().regex(REGION_FORM, 'expected a Region, as eu-central-1 or us-gov-west-1');

export const Account = z
  .strictObject({
    id: accountId,
    name: z
      .string()
      .regex(/^[A-Za-z][\w.-]{0,39}$/, 'a name starts with a letter and has at most 40 letters, digits and . _ -')
      .refine(
        (name) => !REGION_FORM.test(name),
        'this is the form of a Region; a command takes an account name or a Region in the same place',
      )
      .optional(),
    role: z
      .string()
      .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
        error: 'expected the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME',
        abort: true,
      })
      .optional(),
    externalId: z
      .string('put the external id in quotes')
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external id has 2 to 1224 letters, digits and _ + = , . @ : / -')
      .optional(),
    regions: z.array(region).min(1).optional(),
  })
  .refine(({ id, role }) => role === undefined || [id, ''].includes(partsOfArn(role).account), {
    path: ['role'],
    error: 'this role belongs to another account than "id"',
  })
  .refine(({ role, externalId }) => role === undefined || externalId !== undefined, {
    path: ['externalId'],
    error:
      'a role needs the externalId of its stack; without it, anyone who knows the role could make Signalbox use it',
  })
  .refine(({ role, externalId }) => role !== undefined || externalId === undefined, {
    path: ['role'],
    error: 'externalId is only for a role; add the role',
  });
export type Account = z.infer<typeof Account>;

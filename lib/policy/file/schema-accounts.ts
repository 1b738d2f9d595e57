import * as z from 'zod';
import { partsOfArn } from '../../core/text/arn.ts';

const idsAre = 'an account is its 12 digits, in quotes: a bare number loses its leading zeros';
const id = z.string(idsAre).regex(/^\d{12}$/, idsAre);

const regionsAre = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;
const region = z.string().regex(regionsAre, 'a Region is named as in eu-central-1 or us-gov-west-1');

export const Account = z
  .strictObject({
    id,
    name: z
      .string()
      .regex(/^[A-Za-z][\w.-]{0,39}$/, 'a name is a letter and up to 39 letters, digits and . _ -')
      .refine(
        (name) => !regionsAre.test(name),
        'this is how a Region is named, and people say either before a pipeline',
      )
      .optional(),
    role: z
      .string()
      .regex(
        /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
        'a role is named by its ARN, arn:aws:iam::ACCOUNT:role/NAME',
      )
      .optional(),
    externalId: z
      .string('an external id is text: put it in quotes')
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external id has 2 to 1224 letters, digits and _ + = , . @ : / -')
      .optional(),
    regions: z.array(region).min(1).optional(),
  })
  .refine(({ id, role }) => role === undefined || [id, ''].includes(partsOfArn(role).account), {
    path: ['role'],
    error: 'this role is of another account than "id"',
  })
  .refine(({ role, externalId }) => role === undefined || externalId !== undefined, {
    path: ['externalId'],
    error:
      'a role takes its externalId, as its stack was given it: without one anybody who knows the role could name it',
  })
  .refine(({ role, externalId }) => role !== undefined || externalId === undefined, {
    path: ['role'],
    error: 'an externalId is said to a role: name the role too',
  });
export type Account = z.infer<typeof Account>;

import * as z from 'zod';

const filesAre = 'expected a YAML file beside the main file or below it, as payments.yml or payments/policy.yml';

/** Plain names only: a policy must not read files from other folders. */
export const TEAM_FILE = /^([\w-][\w.-]*\/)*[\w-][\w.-]*\.ya?ml$/;

const namesAre = 'a team has a name of letters, digits, _ and -';

/** Which file belongs to which team, and the scopes of this file that the team may speak about. */
export const Teams = z.record(
  z.string().regex(/^[A-Za-z][\w-]*$/, namesAre),
  z.strictObject({
    file: z.string(filesAre).regex(TEAM_FILE, filesAre),
    scopes: z.array(z.string()).min(1),
  }),
);
export type Teams = z.infer<typeof Teams>;

import * as z from 'zod';
import { readText } from '../config/text-file.ts';
import type { GroupMembers } from '../policy/check/unsatisfiable-approvals.ts';
import { slackGroup, slackUser } from '../policy/file/schema-fields.ts';
import { WrongFile } from './refusal.ts';

const EXPECTED =
  'Expected: the answer of Slack\'s usergroups.list with include_users=true, or lines like "S0RELEASE U0ANN U0RAVI".';

/** Reads the members of Slack user groups: from Slack's answer to usergroups.list (JSON), from JSON that has the members
 *  of each group id, or from lines with a group id and its members.
 *  @throws WrongFile */
export async function readGroupMembers(file: string): Promise<GroupMembers> {
  const text = (await readText(file)).trim();
  const groups = /^[{[]/.test(text) ? fromJson(text, file) : fromLines(text, file);
  if (Object.keys(groups).length > 0) return groups;
  throw new WrongFile(`${file} lists no user group. ${EXPECTED}`);
}

const Members = z.record(slackGroup, z.array(slackUser));
const Listed = z.array(z.object({ id: slackGroup, users: z.array(slackUser) }));

function fromJson(text: string, file: string): GroupMembers {
  const content = parsed(text, file);
  const answer = z.object({ usergroups: z.unknown() }).safeParse(content);
  const listed = Listed.safeParse(answer.success ? answer.data.usergroups : content);
  if (listed.success) return Object.fromEntries(listed.data.map(({ id, users }) => [id, users]));
  const members = Members.safeParse(content);
  if (members.success) return members.data;
  throw new WrongFile(`${file} does not list the members of user groups. ${EXPECTED}`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongFile(`${file} is not JSON, although it begins like JSON.`, { cause: error });
  }
}

function fromLines(text: string, file: string): GroupMembers {
  const lines = text.split('\n').map((line) => line.split(/[\s:,]+/).filter((word) => word !== ''));
  return Object.fromEntries(
    lines.flatMap(([group = '', ...users], index) => {
      if (group === '') return [];
      const wrong = slackGroup.safeParse(group).success
        ? users.find((user) => !slackUser.safeParse(user).success)
        : group;
      if (wrong === undefined) return [[group, users]];
      throw new WrongFile(`${file}:${index + 1} "${wrong}" is not the id of a user group or a user. ${EXPECTED}`);
    }),
  );
}

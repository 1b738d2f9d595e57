import { z } from 'zod';
import { checkView } from '../check-blocks.ts';
import { fromForm } from '../content.ts';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { withIds } from '../view.ts';
import type { Block } from '../workspace.ts';

/** https://docs.slack.dev/reference/methods/views.publish: the Home of one person. */
export const viewsPublish = method(
  z.object({ user_id: z.string().min(1), view: z.unknown() }),
  ({ user_id, view: given }, { workspace }) => {
    const written = fromForm(given, 'invalid_arguments');
    if (Object(written).type !== 'home') throw new Refused('invalid_arguments');
    const problems = checkView(written);
    if (problems.length > 0) throw new Refused('invalid_arguments', problems);
    if (!workspace.users.some(({ id }) => id === user_id)) throw new Refused('user_not_found');
    const blocks = withIds((written as { blocks: Block[] }).blocks);
    workspace.homes.set(user_id, blocks);
    return { view: { id: `V${user_id.slice(1)}`, type: 'home', blocks } };
  },
);

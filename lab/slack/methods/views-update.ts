import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { checkView } from '../check-blocks.ts';
import { fromForm } from '../content.ts';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { showView, type View, withIds } from '../view.ts';

/** https://docs.slack.dev/reference/methods/views.update: of a view that is open, as often as the app likes. */
export const viewsUpdate = method(
  z.object({ view_id: z.string().min(1), hash: z.string().optional(), view: z.unknown() }),
  ({ view_id, hash, view: given }, { workspace, now }) => {
    const written = fromForm(given, 'invalid_arguments');
    const problems = checkView(written);
    if (problems.length > 0) throw new Refused('invalid_arguments', problems);
    const known = workspace.views.find(({ id }) => id === view_id);
    if (!known) throw new Refused('not_found');
    if (hash !== undefined && hash !== known.hash) throw new Refused('hash_conflict');
    const { type: _, ...view } = written as { type: 'modal' } & Pick<View, 'title' | 'blocks'> & Partial<View>;
    const { submit: __, ...kept } = known;
    const updated: View = {
      ...kept,
      ...view,
      blocks: withIds(view.blocks),
      hash: `${Math.floor(now / 1000)}.${randomUUID().slice(0, 8)}`,
      errors: {},
    };
    workspace.views = workspace.views.map((one) => (one === known ? updated : one));
    return { view: showView(updated) };
  },
);

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { checkView } from '../check-blocks.ts';
import { fromForm } from '../content.ts';
import { method } from '../method.ts';
import { Refused } from '../refused.ts';
import { showView, type View, withIds } from '../view.ts';

const TOO_LARGE = 250_000;

export const viewsOpen = method(
  z.object({ trigger_id: z.string().min(1), view: z.unknown() }),
  ({ trigger_id, view: given }, { workspace, now }) => {
    const written = fromForm(given, 'invalid_arguments');
    if (JSON.stringify(written ?? null).length > TOO_LARGE) throw new Refused('view_too_large');
    const problems = checkView(written);
    if (problems.length > 0) throw new Refused('invalid_arguments', problems);
    const { type: _, ...view } = written as { type: 'modal' } & Pick<View, 'title' | 'blocks'> & Partial<View>;
    const opened: View = {
      callback_id: '',
      private_metadata: '',
      external_id: '',
      clear_on_close: false,
      notify_on_close: false,
      ...view,
      blocks: withIds(view.blocks),
      user: workspace.triggers.exchange(trigger_id),
      id: `V${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
      trigger: trigger_id,
      hash: `${Math.floor(now / 1000)}.${randomUUID().slice(0, 8)}`,
      errors: {},
    };
    workspace.views.push(opened);
    return { view: showView(opened) };
  },
);

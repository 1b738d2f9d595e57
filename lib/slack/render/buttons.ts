import { shortRevision } from '../../core/execution/change.ts';
import { executionKey } from '../../core/execution/facts.ts';
import type { Story } from '../../core/execution/summary.ts';
import type { Offer } from '../../core/retry/buttons.ts';
import { cut } from '../../core/text/truncate.ts';
import { actions } from '../requests/action-ids.ts';
import { writeStageReference } from '../requests/button-reference.ts';
import { type Block, type Button, buttons, plainText } from './blocks.ts';

/** An execution fails in one stage; should it be more, the rest is done from the console. */
export function renderOffers(story: Story, offers: Offer[]): Block[] {
  const [first] = offers;
  const shown = offers.filter(({ stage }) => stage === first?.stage);
  return shown.length > 0 ? [buttons(...shown.map((offer) => button(story, offer)))] : [];
}

const looks = {
  retry: { action_id: actions.retry, deed: 'Retry' },
  rollback: { action_id: actions.rollBack, deed: 'Roll back', style: 'danger' },
} as const;

const LABEL = 75;

function button(story: Story, { act, stage }: Offer): Button {
  const { deed, ...look } = looks[act];
  return {
    type: 'button',
    ...look,
    text: plainText(cut(`${deed} ${stage}`, LABEL)),
    value: writeStageReference({ key: executionKey(story), stage }),
    confirm: {
      title: plainText(cut(`${deed} ${stage}?`, 100)),
      text: plainText(what(story, act)),
      confirm: plainText(deed),
      deny: plainText('Not now'),
    },
  };
}

/** The last look before something moves: which execution this is. */
function what({ pipeline, executionId, change }: Story, act: Offer['act']): string {
  const { revision, message = '' } = change ?? {};
  const commit = [shortRevision(revision), message.trim().split('\n', 1)[0] ?? ''].filter((part) => part !== '');
  const named = `${cut(pipeline, 100)}, execution ${executionId.slice(0, 8)}`;
  const told = commit.length > 0 ? `${named}: ${cut(commit.join(' '), 80)}.` : `${named}.`;
  const then = act === 'retry' ? 'What failed runs again.' : 'What last went well there comes back.';
  return `${told} ${then}`;
}

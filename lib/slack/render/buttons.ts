import { shortRevision } from '../../core/execution/change.ts';
import { executionKey } from '../../core/execution/facts.ts';
import type { Summary } from '../../core/execution/summary.ts';
import type { FailureButton } from '../../core/retry/buttons.ts';
import { truncate } from '../../core/text/truncate.ts';
import { actions } from '../requests/action-ids.ts';
import { writeStageReference } from '../requests/button-reference.ts';
import { type Block, type Button, buttons, plainText } from './blocks.ts';

/** An execution fails in one stage at a time. Failures in further stages need the console. */
export function renderButtons(summary: Summary, offers: FailureButton[]): Block[] {
  const [first] = offers;
  const shown = offers.filter(({ stage }) => stage === first?.stage);
  return shown.length > 0 ? [buttons(...shown.map((offer) => button(summary, offer)))] : [];
}

const styles: Record<FailureButton['act'], Pick<Button, 'action_id' | 'style'> & { label: string; confirm: string }> = {
  retry: { action_id: actions.retry, label: 'Retry', confirm: 'Retry' },
  rollback: { action_id: actions.rollBack, label: 'Roll back', confirm: 'Roll back', style: 'danger' },
  'override-condition': {
    action_id: actions.overrideCondition,
    label: 'Override condition of',
    confirm: 'Override',
    style: 'danger',
  },
};

const LABEL = 75;

function button(summary: Summary, { act, stage }: FailureButton): Button {
  const { label, confirm, ...look } = styles[act];
  return {
    type: 'button',
    ...look,
    text: plainText(truncate(`${label} ${stage}`, LABEL)),
    value: writeStageReference({ key: executionKey(summary), stage }),
    confirm: {
      title: plainText(truncate(`${label} ${stage}?`, 100)),
      text: plainText(what(summary, act)),
      confirm: plainText(confirm),
      deny: plainText('Not now'),
    },
  };
}

const then: Record<FailureButton['act'], string> = {
  retry: 'Retries the failed actions.',
  rollback: 'Rolls back to the last successful execution.',
  'override-condition': 'The stage goes on although its condition is not met.',
};

/** The confirmation is the last check, so it names the execution that the button acts on. */
function what({ pipeline, executionId, change }: Summary, act: FailureButton['act']): string {
  const { revision, message = '' } = change ?? {};
  const commit = [shortRevision(revision), message.trim().split('\n', 1)[0] ?? ''].filter((part) => part !== '');
  const named = `${truncate(pipeline, 100)}, execution ${executionId.slice(0, 8)}`;
  const about = commit.length > 0 ? `${named}: ${truncate(commit.join(' '), 80)}.` : `${named}.`;
  return `${about} ${then[act]}`;
}

import { personOf } from '../../../core/execution/failure-reason.ts';
import { type FailedAction, type Finding, provider } from '../../provider.ts';
import { explainMessage, ownLink, typed } from '../message-only/message.ts';

/** A rejection is not a technical failure: only the person and the comment matter. */
export const manual = provider<undefined>({
  fetch: async () => undefined,
  explain: (_, action) => {
    // An approval also fails if it is configured wrongly; then there was no decision.
    if (typed(action.code).length > 0) return explainMessage(action);
    const text = action.summary?.trim() || action.message?.trim();
    return text ? rejection(text, action) : unanswered(action);
  },
});

function rejection(text: string, action: FailedAction): Finding {
  // A comment replaces `Rejected by <arn>`, so its author is unknown here.
  const [, person, comment] = /^Rejected by (arn:\S+|[^:]+?)(?:: (.*))?$/s.exec(text) ?? [];
  const by = person ? ` by ${personOf(person)}` : '';
  const why = person ? comment : text;
  const cause = `Rejected${by}${why ? `: ${why.replace(/\s+/g, ' ')}` : '.'}`;
  return { cause, codes: ['ManualRejection'], evidence: [], links: ownLink(action) };
}

/** A rejection always leaves a text, even without a comment. */
function unanswered(action: FailedAction): Finding {
  return {
    cause: 'The approval failed without a comment; most likely it expired.',
    codes: [],
    evidence: [],
    links: ownLink(action),
  };
}

// A ticket for each approval that waits for `change-system`; closing the ticket is its vote. docs/recipes/ticket.md
import { createHash, timingSafeEqual } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const { TICKETS_URL, TICKETS_TOKEN, HOOK_SECRET = '', MACHINE = 'change-system', SOURCE = 'acme.change' } = process.env;

/** Target of the rule for `Signalbox Approval Requested`. */
export async function ask({ detail }) {
  if (!detail.machines.includes(MACHINE)) return;
  const { pipeline, account, region, executionId, stage, action, approvalId } = detail;
  const response = await fetch(TICKETS_URL, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${TICKETS_TOKEN}`,
      'content-type': 'application/json',
      // The event may come twice.
      'idempotency-key': detail.id,
    },
    body: JSON.stringify({
      title: `Deploy ${pipeline}: ${stage}/${action}`,
      body: [
        detail.question,
        ...detail.changes.map(
          ({ revision, message, author }) => `${revision ?? ''} ${message ?? ''} (${author ?? ''})`,
        ),
        detail.url,
      ]
        .filter(Boolean)
        .join('\n'),
      dueAt: detail.expiresAt,
      // The ticket system returns this when the ticket closes. It binds the vote to what was asked.
      reference: { pipeline, account, region, executionId, stage, action, approvalId },
    }),
  });
  // Lambda calls again.
  if (!response.ok) throw new Error(`The ticket system answered ${response.status}`);
}

/** The function URL that the ticket system calls: `{ resolution, closedBy, reference }`. */
export async function closed({ headers, body, isBase64Encoded }) {
  if (!isSecret(headers.authorization)) return { statusCode: 401 };
  const { resolution, closedBy, reference } = JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64') : body);
  if (resolution !== 'approved' && resolution !== 'rejected') return { statusCode: 204 };
  const decision = resolution === 'approved' ? 'approve' : 'reject';
  const detail = { version: '1', ...reference, decision, comment: `Ticket closed by ${closedBy}`.slice(0, 400) };
  const entry = { Source: SOURCE, DetailType: 'Signalbox Vote', Detail: JSON.stringify(detail) };
  const { FailedEntryCount } = await new EventBridgeClient({}).send(new PutEventsCommand({ Entries: [entry] }));
  return { statusCode: FailedEntryCount ? 502 : 202 };
}

function isSecret(given = '') {
  const hash = (text) => createHash('sha256').update(text).digest();
  return HOOK_SECRET !== '' && timingSafeEqual(hash(given), hash(`Bearer ${HOOK_SECRET}`));
}

import type { ApprovalRequest } from '../../events/approval-request.ts';
import type { HomeRequest } from '../core/home/types.ts';
import type { Input } from '../core/model/input.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import { parseMessage, type QueueMessage } from './parse-message.ts';

export type { ApprovalRequest };

export interface QueueRecord {
  messageId: string;
  body: string;
}

/** Messages of one batch by subject: each subject is processed once, and a failure affects only its own messages. */
export interface GroupedBatch {
  subjects: { key: SubjectKey; inputs: Input[] }[];
  subjectOf: Map<string, SubjectKey>;
  /** Approval requests by message id; they do not name their subject. */
  requests: Map<string, ApprovalRequest>;
  /** Votes of machines by message id; only the policy knows the machines. */
  machineVotes: Map<string, unknown>;
  homes: Map<string, HomeRequest>;
  unknown: { messageId: string; why: string }[];
}

export function groupBySubject(records: QueueRecord[]): GroupedBatch {
  const messages = records.map((record) => ({ record, message: parseMessage(record.body) }));
  const inputs = messages.flatMap(({ record, message }) => (isInput(message) ? [{ record, message }] : []));
  const byKey = Map.groupBy(inputs, ({ message }) => message.key);
  return {
    subjects: [...byKey].map(([key, mine]) => ({ key, inputs: mine.map(({ message }) => message.input) })),
    requests: new Map(
      messages.flatMap(({ record, message }) =>
        message.type === 'request' ? [[record.messageId, message.request] as const] : [],
      ),
    ),
    machineVotes: new Map(
      messages.flatMap(({ record, message }) =>
        message.type === 'machineVote' ? [[record.messageId, message.content] as const] : [],
      ),
    ),
    homes: new Map(
      messages.flatMap(({ record, message }) =>
        message.type === 'home' ? [[record.messageId, message.request] as const] : [],
      ),
    ),
    subjectOf: new Map(inputs.map(({ record, message }) => [record.messageId, message.key])),
    unknown: messages.flatMap(({ record, message }) =>
      message.type === 'unknown' ? [{ messageId: record.messageId, why: message.why }] : [],
    ),
  };
}

function isInput(message: QueueMessage): message is Extract<QueueMessage, { type: 'input' }> {
  return message.type === 'input';
}

import { VOTE } from '../../events/signalbox/source.ts';
import type { EventBus } from '../aws/event-bus.ts';

/** A machine answers the event that asked for an approval, as a function behind a rule does. */
export interface MachineVoting {
  source: string;
  account: string;
  execution: string;
  decision: 'approve' | 'reject';
  comment?: string;
  approvalId?: string;
}

/** @param send to the worker's queue, as the rule for votes does */
export function machineVoting({ events }: EventBus, send: (event: object) => void, now: () => number) {
  return ({ source, account, execution, decision, comment, approvalId }: MachineVoting): void => {
    const asked = events.findLast(
      ({ type, detail }) => type === 'Signalbox Approval Requested' && detail.executionId === execution,
    );
    if (!asked) throw new Error(`No event asked for an approval of ${execution}`);
    const { pipeline, account: at, region, executionId, stage, action } = asked.detail;
    const where = { pipeline, account: at, region, executionId, stage, action };
    send({
      version: '0',
      id: `vote-${now()}`,
      'detail-type': VOTE,
      source,
      account,
      time: new Date(now()).toISOString(),
      region,
      resources: [],
      detail: { version: '1', ...where, approvalId: approvalId ?? asked.detail.approvalId, decision, comment },
    });
  };
}

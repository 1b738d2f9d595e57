import type { MachineSender } from '../core/approval/types.ts';
import type { Input } from '../core/model/input.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import type { ApprovalRequest, GroupedBatch } from '../inbox/group-by-subject.ts';
import { type MachineVote, machineVoted } from '../inbox/machine-vote.ts';
import { type Loop, reconcile } from './reconcile.ts';

/** Can also find the execution of an SNS approval request. */
export interface BatchLoop extends Loop {
  findExecution: (request: ApprovalRequest) => Promise<{ key: SubjectKey; input: Input } | undefined>;
  broken?: string;
  /** The machine of the policy that this sender is. */
  machineNamed?: (sender: MachineSender) => string | undefined;
}

/** @returns waits for the work on a message, by its id; rejects if that work failed */
export function processBatch(
  { subjects, subjectOf, requests, machineVotes }: GroupedBatch,
  loop: Promise<BatchLoop>,
  failed: (subject: string, error: Error) => void,
): (messageId: string) => Promise<void> {
  void loop.then(reportPolicy, () => undefined);
  const noted = async (subject: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failed(subject, error as Error);
      throw error;
    }
  };
  const running = subjects.map(({ key, inputs }) => noted(key, async () => reconcile(key, inputs, await loop)));
  const requested = [...requests].map(
    ([id, request]) => [id, noted('approval request', () => process(request, loop))] as const,
  );
  const byKey = new Map(subjects.map(({ key }, index) => [key, running[index]]));
  const voted = [...machineVotes].map(([id, vote]) => [id, noted(vote.key, () => processVote(vote, loop))] as const);
  const byId = new Map([...requested, ...voted]);
  return async (messageId) => {
    const key = subjectOf.get(messageId);
    if (key !== undefined) await byKey.get(key);
    await byId.get(messageId);
  };
}

/** The alarm lasts as long as this is logged. */
function reportPolicy({ broken, log }: BatchLoop): void {
  if (broken !== undefined) log({ message: 'policy broken', why: broken });
}

/** The event usually comes first. If it was lost, this request makes the approval known. */
async function process(request: ApprovalRequest, loop: Promise<BatchLoop>): Promise<void> {
  const ready = await loop;
  const found = await ready.findExecution(request);
  if (found) await reconcile(found.key, [found.input], ready);
}

/** Milliseconds. Clocks differ; a vote of a later time would outlast every other. */
const AHEAD = 300_000;

/** A vote of a sender that the policy does not name leaves a line in the log, and nothing else. */
async function processVote(vote: MachineVote, loop: Promise<BatchLoop>): Promise<void> {
  const ready = await loop;
  const { source, account, key, at } = vote;
  const name = ready.machineNamed?.({ source, account });
  const why = name === undefined ? UNKNOWN_MACHINE : at > ready.now() + AHEAD ? TOO_EARLY : undefined;
  if (name === undefined || why !== undefined) {
    return ready.log({ message: 'machine vote refused', subject: key, source, account, why: why ?? '' });
  }
  await reconcile(key, [{ type: 'seen', execution: machineVoted(vote, name) }], ready);
}

const UNKNOWN_MACHINE = 'The policy names no machine with this source and account.';
const TOO_EARLY = 'The time of the event lies in the future.';

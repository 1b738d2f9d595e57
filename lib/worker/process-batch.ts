import type { MachineSender } from '../core/approval/types.ts';
import type { HomeRequest } from '../core/home/types.ts';
import type { Input } from '../core/model/input.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import type { ApprovalRequest, GroupedBatch } from '../inbox/group-by-subject.ts';
import { type Loop, reconcile } from './reconcile.ts';

/** Can also find the execution of an SNS approval request. */
export interface BatchLoop extends Loop {
  findExecution: (request: ApprovalRequest) => Promise<{ key: SubjectKey; input: Input } | undefined>;
  broken?: string;
  machineNamed?: (sender: MachineSender) => string | undefined;
  home?: (user: string, requests: HomeRequest[]) => Promise<void>;
}

/** @returns waits for the work on a message, by its id; rejects if that work failed */
export function processBatch(
  { subjects, subjectOf, requests, machineVotes, homes }: GroupedBatch,
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
  const looks = Map.groupBy(homes.values(), ({ user }) => user);
  const shown = new Map(
    [...looks].map(([user, all]) => [user, noted('home', async () => (await loop).home?.(user, all))] as const),
  );
  const byKey = new Map(subjects.map(({ key }, index) => [key, running[index]]));
  const voted = [...machineVotes].map(
    ([id, content]) => [id, noted('vote of a machine', () => processVote(content, loop))] as const,
  );
  const byId = new Map([...requested, ...voted]);
  return async (messageId) => {
    const key = subjectOf.get(messageId);
    if (key !== undefined) await byKey.get(key);
    await byId.get(messageId);
    await shown.get(homes.get(messageId)?.user ?? '');
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
async function processVote(content: unknown, loop: Promise<BatchLoop>): Promise<void> {
  const { readMachineVote, machineVoted } = await import('../inbox/machine-vote.ts');
  const { machineNamed, now, log, ...ready } = await loop;
  const refuse = (why: string, sender: Partial<MachineSender> = {}) =>
    log({ message: 'machine vote refused', why, ...sender });
  const vote = readMachineVote(content);
  if (typeof vote === 'string') return refuse(vote);
  const { source, account, key, at } = vote;
  const name = machineNamed?.({ source, account });
  if (name === undefined) return refuse(UNKNOWN_MACHINE, { source, account });
  if (at > now() + AHEAD) return refuse(TOO_EARLY, { source, account });
  await reconcile(key, [{ type: 'seen', execution: machineVoted(vote, name) }], { ...ready, now, log });
}

const UNKNOWN_MACHINE = 'The policy names no machine with this source and account.';
const TOO_EARLY = 'The time of the event lies in the future.';

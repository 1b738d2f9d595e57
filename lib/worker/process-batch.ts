import type { Input } from '../core/model/input.ts';
import type { SubjectKey } from '../core/model/subject.ts';
import type { ApprovalRequest, GroupedBatch } from '../inbox/group-by-subject.ts';
import { type Loop, reconcile } from './reconcile.ts';

/** A loop that can also find out whose approval an SNS message asks for. */
export interface BatchLoop extends Loop {
  belongsTo: (request: ApprovalRequest) => Promise<{ key: SubjectKey; input: Input } | undefined>;
  /** Why the policy file cannot be used. */
  broken?: string | undefined;
}

/** Begins the work on everything in a batch.
 *  @returns for a message's id, when the work on its subject is done; it rejects when that failed */
export function processBatch(
  { subjects, subjectOf, requests }: GroupedBatch,
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
  const asking = [...requests].map(
    ([id, request]) => [id, noted('approval request', () => ask(request, loop))] as const,
  );
  const byKey = new Map(subjects.map(({ key }, index) => [key, running[index]]));
  const byId = new Map(asking);
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

/** The event tells the same sooner, as a rule: where it was lost, this is how the approval is heard of. */
async function ask(request: ApprovalRequest, loop: Promise<BatchLoop>): Promise<void> {
  const ready = await loop;
  const found = await ready.belongsTo(request);
  if (found) await reconcile(found.key, [found.input], ready);
}

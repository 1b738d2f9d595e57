import type { Effect } from '../core/model/effect.ts';
import type { Input } from '../core/model/input.ts';
import type { World } from '../worker/reconcile.ts';

/** A world with one function for all effects, except those in `otherwise`. */
export function worldOf(
  done: (effect: Exclude<Effect, { type: 'wake' }>) => Promise<Input[]>,
  otherwise: Partial<World> = {},
): World {
  return {
    refreshPipeline: done,
    refreshExecution: done,
    diagnose: done,
    refreshApproval: done,
    identify: done,
    answer: done,
    show: done,
    reply: done,
    sendEphemeral: done,
    tellAuthor: done,
    fillForm: done,
    shareCalls: done,
    noteRecent: done,
    publish: done,
    putEvent: done,
    writeAudit: done,
    refreshTransitions: done,
    transition: done,
    refreshAllPipelines: done,
    calendar: done,
    retry: done,
    recordRetryStats: done,
    measure: done,
    refreshStatus: done,
    countTransitions: done,
    applyCommand: done,
    sendNotice: done,
    tellLock: done,
    tellBoards: done,
    listBoard: done,
    readBoard: done,
    showBoard: done,
    tellDigests: done,
    postDigest: done,
    noticeOlder: done,
    operate: done,
    announce: done,
    wake: async () => [],
    ...otherwise,
  };
}

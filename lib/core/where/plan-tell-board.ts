import { contentHash } from '../base/content-hash.ts';
import { GIVE_UP_NOTIFYING } from '../base/timing.ts';
import { liveManualRules, type SharedState } from '../command/shared-state.ts';
import { inOrder } from '../execution/facts.ts';
import { stagesOf } from '../execution/stages.ts';
import type { TellBoards } from '../model/effect.ts';
import type { Intent, PlanContext } from '../model/intent.ts';
import type { Outbox } from '../model/outbox.ts';
import type { PolicyPort } from '../model/policy-port.ts';
import type { BoardKey } from './board.ts';
import { boardReasons } from './messages.ts';

/** Repeated when a stage that deploys begins, succeeds or fails. */
export function tellDeployments({ execution, summary, rules }: PlanContext): Intent[] {
  const { executionId: _, ...pipeline } = execution.ref;
  const boards = rules.boards({ ...pipeline, tags: execution.about.tags }).map(({ key }) => key);
  if (boards.length === 0) return [];
  const stages = stagesOf(inOrder(execution), execution.about.stages ?? [], summary.state).filter(({ actions }) =>
    actions.some(({ category }) => category === 'Deploy'),
  );
  if (stages.length === 0) return [];
  const states = stages.map(({ name, state }) => `${name} ${state}`).join(', ');
  const news = { type: 'deployed', pipeline, states: `${states}, attempt ${summary.attempt}` } as const;
  return [tell('boards', boards, news, boardReasons.deployed)];
}

/** Each board of the policy looks at the rules when they change, and once more when the policy no longer has it. */
export function tellRules(state: SharedState, rules: PolicyPort, outbox: Outbox, now: number): Intent[] {
  const live = rules.boards().map(({ key }) => key);
  const before = Object.keys(outbox).flatMap((key) => (isToldKey(key) ? [boardOf(key)] : []));
  const calendars = Object.entries(state.calendars ?? {}).map(([arn, { read }]) => [arn, read?.[1]]);
  const rulesNow = contentHash([rules.version, liveManualRules(state, now).map(([id]) => id), calendars]);
  return [...new Set([...live, ...before])].map((board) => {
    const rules = live.includes(board) ? rulesNow : 'none';
    return tell(`${TOLD}${board}`, [board], { type: 'rules', rules }, boardReasons.rules);
  });
}

/** Without a colon: a key with one belongs to a command, and goes with it. */
const TOLD = 'board-';

function isToldKey(key: string): boolean {
  return key.startsWith(`${TOLD}where#`);
}

function boardOf(key: string): BoardKey {
  return key.slice(TOLD.length) as BoardKey;
}

function tell(key: string, boards: BoardKey[], news: TellBoards['news'], because: string): Intent {
  const effect = { type: 'tellBoards', boards, news } as const;
  return { key, kind: 'level', effect, because, after: [], from: 0, giveUp: GIVE_UP_NOTIFYING };
}

import type { Execution } from './facts.ts';
import type { Summary } from './summary.ts';

/** True if every stage and action of the pipeline ended well at its first attempt and nothing is unknown about a decision:
 *  the records of stages and actions would add nothing. False also if the number of actions is unknown. */
export function isRecordComplete({ about, facts }: Execution, { state, attempt, stages, decisions }: Summary): boolean {
  if (state !== 'SUCCEEDED' || attempt !== 1) return false;
  const all = Object.values(facts);
  const begun = all.some((fact) => fact.type === 'pipeline' && fact.state === 'STARTED');
  const through = all.flatMap((fact) => (fact.type === 'stage' && fact.state === 'SUCCEEDED' ? [fact.stage] : []));
  const done = new Set(
    all.flatMap((fact) => (fact.type === 'action' && isWhole(fact) ? [`${fact.stage}/${fact.action}`] : [])),
  );
  return (
    begun &&
    stages.every(({ name }) => through.includes(name)) &&
    done.size === about.actions &&
    decisions.every(({ by, updatedBy }) => by !== undefined || updatedBy !== undefined)
  );
}

function isWhole({ state, begunAt }: { state: string; begunAt?: number }): boolean {
  return state === 'SUCCEEDED' && begunAt !== undefined;
}

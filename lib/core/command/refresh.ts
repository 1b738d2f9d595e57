import { ownProperty } from '../base/own-property.ts';
import { GIVE_UP_READING } from '../base/timing.ts';
import type { RefreshStatus } from '../model/effect.ts';
import type { Intent } from '../model/intent.ts';
import type { PlannedRequest } from './plan.ts';
import type { StatusSnapshot } from './shared-state.ts';

export function snapshotOf({ id, state }: PlannedRequest): StatusSnapshot | undefined {
  return ownProperty(state.sights, id)?.[1];
}

type Wanted = Pick<RefreshStatus, 'pipelines' | 'depth'> &
  Partial<Pick<RefreshStatus, 'where' | 'running' | 'stages' | 'deployments' | 'revisions'>>;

export function refresh({ id, rules }: PlannedRequest, { running = false, ...wanted }: Wanted): Intent {
  return {
    key: refreshKey(id),
    kind: 'again',
    effect: { type: 'refreshStatus', id, tags: rules.readsTags, running, ...wanted },
    because: 'A command needs the state of its pipelines.',
    after: [],
    from: 0,
    giveUp: GIVE_UP_READING,
  };
}

export function refreshKey(id: string): string {
  return `sight:${id}`;
}

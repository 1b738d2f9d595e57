import { GIVE_UP_EPHEMERAL } from '../base/timing.ts';
import type { Intent } from '../model/intent.ts';
import { applyCommand } from './authorize.ts';
import { formReasons, NO_REVISIONS, noPipeline } from './messages.ts';
import { doubtAbout } from './pipeline-names.ts';
import type { PlannedRequest } from './plan.ts';
import type { SourceRevisions, StatusSnapshot } from './shared-state.ts';
import type { Query } from './types.ts';

/** The content of the form of a release. Without revisions it has the reason. */
export interface ReleaseForm {
  channel: string;
  pipeline: string;
  where: string[];
  /** When the revisions were read; milliseconds. */
  asOf: number;
  sources: SourceRevisions[];
  problem?: string;
}

/** The person chooses in the form, and its submission is a command of its own. The policy is asked then. */
export function planReleaseForm(
  planned: PlannedRequest,
  query: Extract<Query, { type: 'revisions' }>,
  snapshot: StatusSnapshot,
): Intent[] {
  const { id, outbox, rules } = planned;
  const key = `form:${id}`;
  const effect = { type: 'fillForm', view: query.view, ...formOf(planned, query, snapshot) } as const;
  const fill: Intent = {
    key,
    kind: 'once',
    effect,
    because: formReasons.fill,
    after: [],
    from: 0,
    giveUp: GIVE_UP_EPHEMERAL,
  };
  if (outbox[key]?.doneAt === undefined) return [fill];
  return [applyCommand(planned, { type: 'answered', because: formReasons.filled, policy: rules.version, about: [] })];
}

function formOf(
  { request: { channel }, now }: PlannedRequest,
  { pipeline: name, where = [] }: Extract<Query, { type: 'revisions' }>,
  snapshot: StatusSnapshot,
): ReleaseForm {
  const form = { channel, pipeline: name, where, asOf: now, sources: [] };
  const [pipeline] = snapshot.pipelines;
  if (!pipeline) return { ...form, problem: noPipeline(name, where.length > 0 ? where : undefined, snapshot) };
  const doubt = doubtAbout(snapshot, (one) => `/signalbox release ${one} ...`);
  if (doubt !== undefined) return { ...form, problem: doubt };
  const { account, region } = pipeline.ref;
  const sources = (pipeline.sources ?? []).filter(({ takes, revisions }) => takes && revisions.length > 0);
  const known = { ...form, where: [account, region], sources };
  return sources.length > 0 ? known : { ...known, problem: NO_REVISIONS };
}

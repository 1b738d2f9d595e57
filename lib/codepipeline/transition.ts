import {
  type CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
} from '@aws-sdk/client-codepipeline';
import type { Transition } from '../core/effect.ts';
import type { Gate, Gates, Last, Transitions } from '../core/gates.ts';
import { type Input, outcome } from '../core/input.ts';
import { isSame, ownArn, standingOf } from '../core/standing.ts';
import { failed, isGone, isPermanent, isRefused, nameOf } from './failure.ts';
import { foundAs, leave, type Move, moveFor } from './gate-table.ts';
import { look, lookAgain, type Watch } from './survey.ts';
import { markOf, transitionReason } from './transition-reason.ts';

/** As the effect is, with all that we know of what we did. */
type Asked = Omit<Transition, 'ours'> & { ours?: Last | undefined };
type Survey = [asOf: number, Transitions];

/**
 * Has the transition into a stage closed, or opened if it was us who closed it: read, decide, write, read back.
 *
 * AWS offers no compare-and-swap. Whatever a person changes before our reading or after our writing is seen and
 * respected. What they change between the two, a round trip, our writing covers, and AWS keeps no trace of it: a person's
 * closing may then pass for ours and be opened with it. So nothing stands between the two, and the client that is given
 * must not send a call twice by itself.
 * @throws what the SDK throws before anything was written
 */
export async function transition(client: CodePipelineClient, effect: Asked, watch: Watch): Promise<Input[]> {
  const before = await look(client, effect.pipeline, watch);
  const gate = gateIn(before, effect.stage);
  if (!gate) return told(effect, watch, before, nowhere(effect, before));
  const move = moveFor(gate, effect);
  if (!move.write) return told(effect, watch, before, move);

  const reason = reasonOf(effect, watch);
  let lost: unknown;
  try {
    await write(client, effect, move.write, reason);
  } catch (error) {
    const isOver = isGone(error) || nameOf(error) === 'StageNotFoundException';
    if (isRefused(error) && !isOver) return failed(effect, error, { lasting: isPermanent(error) });
    lost = error;
  }

  let after: Survey;
  try {
    after = await readBack(client, effect, watch, before);
  } catch (error) {
    return failed(effect, lost ?? error, { unsure: true });
  }
  const shown = gateIn(after, effect.stage);
  if (!shown) return told(effect, watch, after, nowhere(effect, after));
  const result = move.write === 'close' ? closed(effect, gate, shown, move, reason) : opened(effect, gate, shown);
  if (result) return told(effect, watch, after, result);
  const why = lost ?? new Error('CodePipeline does not show the change of this transition yet');
  return [
    { type: 'surveyed', gates: { ref: effect.pipeline, survey: after } },
    ...failed(effect, why, { unsure: true }),
  ];
}

/** What the read back says of our closing; undefined while it says nothing. */
function closed(effect: Asked, before: Gate, shown: Gate, { found }: Move, reason: string): Move | undefined {
  if (isSame(before, shown)) return undefined;
  const again = found && { by: found.by, since: found.since };
  const { rules, want } = effect;
  if (standingOf(shown, effect.ours) === 'ours') return { last: { type: 'closed', gate: shown, rules, again }, found };
  if (!shown.open) return { found: foundAs('foreign', shown, want) };
  // A person was quicker than our second look. What they opened was closed by us, as far as we could see it.
  const gate: Gate = { stage: effect.stage, open: false, reason, changedBy: ownArn(effect.ours), waiting: [] };
  return { last: { type: 'closed', gate, rules, again }, found: foundAs('reopened', shown, want) };
}

function opened(effect: Asked, before: Gate, shown: Gate): Move | undefined {
  if (shown.open) return { last: { type: 'opened', by: before.changedBy } };
  if (standingOf(shown, effect.ours) === 'ours') return undefined;
  return { last: leave(shown, effect.ours), found: foundAs('foreign', shown, effect.want) };
}

async function write(client: CodePipelineClient, effect: Asked, what: 'close' | 'open', reason: string): Promise<void> {
  const { pipeline, stage: stageName } = effect;
  const which = { pipelineName: pipeline.pipeline, stageName } as const;
  if (what === 'open') await client.send(new EnableStageTransitionCommand({ ...which, transitionType: 'Inbound' }));
  else await client.send(new DisableStageTransitionCommand({ ...which, transitionType: 'Inbound', reason }));
}

function reasonOf({ rules, until, pipeline, stage }: Asked, { deployment }: Watch): string {
  return transitionReason({ rules, until, mark: markOf(deployment, pipeline, stage) });
}

async function readBack(client: CodePipelineClient, { pipeline }: Asked, watch: Watch, [, before]: Survey) {
  const asOf = watch.now();
  try {
    return await lookAgain(client, pipeline, watch, before.mode);
  } catch (error) {
    if (isGone(error)) return [asOf, { gates: [], gone: true }] satisfies Survey;
    throw error;
  }
}

function gateIn([, { gates }]: Survey, stage: string): Gate | undefined {
  return gates.find((gate) => gate.stage === stage);
}

/** The stage or the pipeline is gone, and what we knew of it. Where no transition shows at all nothing is known. */
function nowhere({ ours }: Asked, [, { gone, gates }]: Survey): Move {
  return gone || gates.length > 0 ? { last: leave(undefined, ours) } : {};
}

function told(effect: Asked, { now }: Watch, survey: Survey, { last, found }: Move): Input[] {
  const { pipeline: ref, stage, digest } = effect;
  const at = now();
  const gates: Gates = {
    ref,
    survey,
    ours: last && { [stage]: [at, last] },
    found: found && { [stage]: [at, found] },
  };
  return [{ type: 'surveyed', gates }, outcome(effect, { done: true, digest })];
}

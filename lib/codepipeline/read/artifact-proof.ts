import type { ArtifactProof, Built, OtherCause } from '../../core/where/artifact.ts';
import type { Producer, Taken } from './artifacts.ts';

/** Compares what two stages take. Without positive evidence of a difference there is no warning.
 *  @param as the name of the deploying stage before
 *  @param before what it took, newest first
 *  @returns undefined if one of the stages takes no artifact */
export function proofOf(as: string, before: Taken[] | undefined, here: Taken[] | undefined): ArtifactProof | undefined {
  if (here?.length === 0 || before?.length === 0) return undefined;
  if (!here || !before) return { type: 'unknown', as, cause: 'not listed' };
  const rebuilt = rebuiltSince(before, here);
  if (rebuilt) return { type: 'other', as, artifact: rebuilt.name, cause: 'rebuilt', built: rebuilt.producer?.built };

  const pairs = here.flatMap((one) => {
    const twin =
      before.find(({ name }) => name === one.name) ?? before.find((each) => isOneContent(each.producer, one.producer));
    return twin ? [{ one, proof: compared(as, twin, one) }] : [];
  });
  const ofType = (type: ArtifactProof['type']) => pairs.filter(({ proof }) => proof.type === type);
  const same = ofType('same').toSorted((a, b) => Number(isBuilt(b.one)) - Number(isBuilt(a.one)));
  const [first] = [...ofType('other'), ...ofType('unknown'), ...same];
  return first?.proof ?? { type: 'unknown', as, cause: 'other names' };
}

/** A later build under a new name replaces what the stage before took. Beside a build that both stages take, it is an
 *  addition, such as the configuration of one stage. */
function rebuiltSince(before: Taken[], here: Taken[]): Taken | undefined {
  const isIn = (all: Taken[], name: string) => all.some((one) => one.name === name);
  const isAddition =
    before.every(({ name }) => isIn(here, name)) && here.some((one) => isIn(before, one.name) && isBuilt(one));
  if (isAddition) return undefined;
  const ran = Math.max(...before.map(({ at }) => at));
  return here.find(({ name, producer }) => {
    if (isIn(before, name) || !producer || producer.isSource || producer.endedAt <= ran) return false;
    return !before.some((one) => isOneContent(one.producer, producer));
  });
}

function compared(as: string, before: Taken, here: Taken): ArtifactProof {
  const [old, made] = [before.producer, here.producer];
  const { name: artifact } = here;
  const built = made?.built;
  const other = (cause: OtherCause): ArtifactProof => ({ type: 'other', as, artifact, cause, built });
  const isReplaced = made !== undefined && made.built.executionId === before.origin && made.endedAt > before.at;

  if (isOneContent(old, made)) return { type: 'same', as, artifact, built };
  if (isReplaced) return other('retried');
  if (old && made && old.runId !== made.runId) return other(causeOf(old.built, made.built));
  if (old && made) return isMoved(before, here) ? other('object') : { type: 'same', as, artifact, built };
  // The build is older than the list: so is each retry that could have replaced it.
  if (isOnePlace(before, here)) return { type: 'same', as, artifact };
  return { type: 'unknown', as, cause: 'unknown build' };
}

function causeOf(old: Built, made: Built): OtherCause {
  const isOneTag = old.tag !== undefined && old.tag === made.tag;
  if (isOneTag && old.version !== undefined && made.version !== undefined) return 'digest';
  return old.executionId === made.executionId ? 'rebuilt' : 'execution';
}

function isBuilt({ producer }: Taken): boolean {
  return producer !== undefined && !producer.isSource;
}

function isOneContent(a: Producer | undefined, b: Producer | undefined): boolean {
  return a?.content !== undefined && a.content === b?.content;
}

function isOnePlace({ location: a }: Taken, { location: b }: Taken): boolean {
  return a?.key !== undefined && a.key === b?.key && a.bucket === b.bucket;
}

/** A copy for another Region is in another bucket, and a roll-back may copy. */
function isMoved(before: Taken, here: Taken): boolean {
  const areOwn = [before, here].every(({ executionId, origin }) => executionId === origin);
  const { location: a } = before;
  const { location: b } = here;
  return areOwn && a?.key !== undefined && b?.key !== undefined && a.bucket === b.bucket && a.key !== b.key;
}

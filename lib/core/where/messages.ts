import { MINUTE } from '../base/units.ts';
import { counted, instantOf } from '../command/messages.ts';
import { changeTitle } from '../execution/change-title.ts';
import type { FreezeDecision } from '../model/policy-port.ts';
import { duration } from '../text/duration.ts';
import type { ArtifactProof, Built } from './artifact.ts';
import type { AttemptStatus, Drift } from './deployment.ts';

export const NOTHING_YET = 'nothing deployed yet';
export const NO_DEPLOYING_STAGE = 'No stage of it has a deploy action.';
export const PARALLEL_HAS_NO_CURRENT =
  'In PARALLEL mode executions pass the stages side by side, so no stage has a current one.';
export const ROLLED_BACK = 'by roll-back';
export const DEPLOYED = 'The journal keeps each deployment.';
export const COMPARE = 'compare';

/** @param now undefined for a text that stands: it has the instant, which stays true */
export function forHowLong(since: number, now: number | undefined): string {
  return now === undefined ? `since ${minuteOf(since)}` : `for ${largestUnit(now - since)}`;
}

export function driftInWords(drift: Drift, now: number | undefined): string {
  switch (drift.type) {
    case 'same':
      return `same as ${drift.as}`;
    case 'ahead':
      return `ahead of ${drift.as}`;
    case 'behind': {
      const of = drift.people > 0 ? ` of ${drift.people === 1 ? '1 person' : `${drift.people} people`}` : '';
      const oldest = drift.oldest === undefined ? '' : `, oldest ${ageOf(drift.oldest, now)}`;
      return `${counted(drift.changes, 'change')}${of} behind ${drift.as}${oldest}`;
    }
    default:
      return drift satisfies never;
  }
}

export function attemptInWords(status: AttemptStatus, revision: string): string {
  const what = revision === '' ? 'a newer execution' : revision;
  const verb = { failed: 'failed here', running: 'is in progress here', stopped: 'was stopped here' } as const;
  return `${what} ${verb[status]}`;
}

const WARNING = '⚠️';

export function artifactInShort(proof: ArtifactProof): string {
  switch (proof.type) {
    case 'same':
      return 'same artifact';
    case 'unknown':
      return 'cannot tell if it is the same artifact';
    case 'other': {
      const words = {
        rebuilt: `rebuilt since ${proof.as}`,
        retried: `replaced by a retry since ${proof.as}`,
        execution: `another build than ${proof.as}`,
        object: `another artifact than ${proof.as}`,
        digest: `another image than ${proof.as} under the same tag`,
      };
      return `${WARNING} ${words[proof.cause]}`;
    }
    default:
      return proof satisfies never;
  }
}

export function artifactInWords(proof: ArtifactProof): string {
  const { as } = proof;
  switch (proof.type) {
    case 'same':
      return `Same artifact as ${as}: ${proof.artifact}${proof.built ? `, ${builtBy(proof.built)}` : ''}`;
    case 'unknown': {
      const why = {
        'not listed': `CodePipeline lists no deployment of it in ${as}`,
        'other names': `${as} takes an artifact of another name`,
        'unknown build': 'CodePipeline does not list its build',
      };
      return `Cannot tell whether ${as} ran this artifact: ${why[proof.cause]}.`;
    }
    case 'other':
      return `${WARNING} Not the artifact that ${as} ran: ${differenceOf(proof)}.`;
    default:
      return proof satisfies never;
  }
}

function differenceOf({ as, artifact, cause, built }: Extract<ArtifactProof, { type: 'other' }>): string {
  const where = built ? `${built.stage}/${built.action}` : 'an action';
  const execution = built?.executionId === undefined ? 'another execution' : `execution ${short(built.executionId)}`;
  const words = {
    rebuilt: `${where} builds ${artifact} after ${as}`,
    retried: `a retry of ${where} replaced ${artifact}`,
    execution: `${execution} built ${artifact} again`,
    object: `${artifact} is another object in S3`,
    digest: `the tag ${built?.tag} has another digest`,
  };
  return words[cause];
}

function builtBy({ executionId = '', version = '', fetched }: Built): string {
  const [digest = ''] = version.match(/^sha256:.{12}/) ?? [];
  const content = version === '' ? '' : digest === '' ? `version ${version.slice(0, 12)}` : digest;
  return [`${fetched ? 'fetched' : 'built'} by execution ${short(executionId)}`, content]
    .filter((part) => part !== '')
    .join(', ');
}

function short(id: string): string {
  return id.slice(0, 8);
}

function ageOf(at: number, now: number | undefined): string {
  return now === undefined ? `from ${minuteOf(at)}` : largestUnit(now - at);
}

function minuteOf(at: number): string {
  return instantOf(Math.floor(at / MINUTE) * MINUTE);
}

function largestUnit(ms: number): string {
  return duration(ms).split(' ').slice(0, 2).join(' ');
}

/** `5b1f0d7 Weigh each parcel twice, by roll-back`. */
export function deployedInWords(revision: string, message: string | undefined, isRollback: boolean): string {
  const change = [revision, changeTitle(message)].filter(Boolean).join(' ') || 'unknown revision';
  return isRollback ? `${change}, ${ROLLED_BACK}` : change;
}

/** `locked by ann until 2026-11-30 18:00 UTC`. */
export function heldInWords({ locks, rules, until }: FreezeDecision): string {
  const by = locks
    ? `locked by ${locks.map(({ name, by }) => name ?? by).join(', ')}`
    : `frozen by ${rules.join(', ')}`;
  return `${FROZEN} ${by}${until === undefined ? '' : ` until ${instantOf(until)}`}`;
}

const FROZEN = '❄️';

/** @param behind how many of them have changes that wait */
export function boardTitle(name: string, pipelines: number, behind: number): string {
  if (pipelines === 0) return `What runs where (${name}): no pipeline matches.`;
  const waits = behind === 0 ? 'nothing waits' : `${behind === pipelines ? 'all' : behind} with changes that wait`;
  return `What runs where (${name}): ${counted(pipelines, 'pipeline')}, ${waits}`;
}

export function unreadInWords(pipeline: string, why: string): string {
  return `${pipeline} · could not be read: ${why}`;
}

export const NOT_KEPT = 'This board is no longer kept: no route of the policy has it.';

export const boardReasons = {
  read: 'A board shows what runs now.',
  shows: 'The policy keeps a board in this channel.',
  deployed: 'A board shows this pipeline.',
  rules: 'A board shows what the freezes hold.',
} as const;

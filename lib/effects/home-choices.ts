import { pipelineKey } from '../core/freeze/transitions.ts';
import { noChoices } from '../core/home/choices.ts';
import type { HomeChoices } from '../core/home/types.ts';
import { outcome } from '../core/model/input.ts';
import { loadValue, type StoredValue } from '../store/change-value.ts';
import { HomeChoicesSchema } from '../store/schema/values.ts';
import type { VersionedValues } from '../store/versioned-values.ts';
import type { World } from '../worker/reconcile.ts';

export function choicesOf(user: string): StoredValue<HomeChoices> {
  return { name: `home#${user}`, schema: HomeChoicesSchema, empty: noChoices };
}

/** Leaves out the messages that a person muted. What cannot be read mutes nothing. */
export function withoutMuted(
  { tellAuthor }: Pick<World, 'tellAuthor'>,
  values: Pick<VersionedValues, 'load'>,
): Pick<World, 'tellAuthor'> {
  return {
    async tellAuthor(effect) {
      const { known } = await loadValue(values as VersionedValues, choicesOf(effect.user)).catch(() => ({
        known: noChoices,
      }));
      const isMuted = Object.hasOwn(known.muted, pipelineKey(effect.execution));
      return isMuted ? [outcome(effect, { done: true, digest: effect.digest })] : tellAuthor(effect);
    },
  };
}

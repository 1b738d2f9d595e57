import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { byRegion, inTime } from '../aws/client-config.ts';
import { type EffectFailed, outcome } from '../core/model/input.ts';
import { partsOfArn } from '../core/text/arn.ts';
import type { World } from '../worker/reconcile.ts';
import { entryOf } from './entry.ts';

/** @param own the Region of a bus that is given by its name */
export function createPutEvent(
  own: string,
  setting: Partial<EventBridgeClientConfig> = inTime(3_000, 1),
): Pick<World, 'putEvent'> {
  const clientFor = byRegion((region) => new EventBridgeClient({ region, ...setting }));
  return {
    async putEvent(effect) {
      const { bus, event } = effect;
      const client = clientFor(partsOfArn(bus).region || own);
      try {
        // The call succeeds although EventBridge did not take an entry.
        const { FailedEntryCount = 0, Entries = [] } = await client.send(
          new PutEventsCommand({ Entries: [entryOf(bus, event)] }),
        );
        if (FailedEntryCount === 0) return [outcome(effect, { done: true, digest: effect.digest })];
        const { ErrorCode = 'Unknown', ErrorMessage = '' } = Entries.find((entry) => entry.ErrorCode) ?? {};
        return [outcome(effect, failure(ErrorCode, `${ErrorCode}: ${ErrorMessage}`))];
      } catch (error) {
        return [outcome(effect, failure(error instanceof Error ? error.name : '', String(error)))];
      }
    },
  };
}

function failure(code: string, why: string): EffectFailed {
  return { done: false, why, lasting: lasting.has(code) };
}

/** A person must fix a permission, or the name of the bus. */
const lasting = new Set([
  'AccessDeniedException',
  'InvalidArgument',
  'InvalidArgumentException',
  'MalformedDetail',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSourceException',
  'ResourceNotFoundException',
  'ValidationException',
]);

import * as z from 'zod/mini';
import { StateChange } from './state-change.ts';

/** CodeStar Notifications format of the same changes: no event id, and `additionalAttributes` depend on the rule. */

const text = z.catch(z.optional(z.string()), undefined);

const FailedAction = z.lazy(() => z.object({ action: z.string(), additionalInformation: text }));
const SourceAction = z.lazy(() =>
  z.object({
    sourceActionName: z.string(),
    sourceActionProvider: text,
    sourceActionVariables: z.catch(z.optional(z.record(z.string(), z.string())), undefined),
  }),
);

const AdditionalAttributes = z.lazy(() =>
  z.object({
    failedStage: text,
    failedActionCount: z.catch(z.optional(z.number()), undefined), // may differ from the list: never use it
    failedActions: z.catch(z.optional(z.array(FailedAction)), undefined),
    sourceActions: z.catch(z.optional(z.array(SourceAction)), undefined),
    additionalInformation: text,
    externalEntityLink: text,
    customData: text,
  }),
);
export type AdditionalAttributes = z.infer<typeof AdditionalAttributes>;

const Shape = z.lazy(() =>
  z.looseObject({
    detailType: z.string(),
    notificationRuleArn: text,
    additionalAttributes: z.catch(z.optional(AdditionalAttributes), undefined),
  }),
);

export interface Notification {
  change: StateChange;
  more: AdditionalAttributes | undefined;
}

export function readNotification(body: unknown): Notification | undefined {
  const shape = Shape.safeParse(body);
  if (!shape.success) return undefined;
  const { detailType, additionalAttributes, ...rest } = shape.data;
  const change = StateChange.safeParse({ ...rest, 'detail-type': detailType });
  return change.success ? { change: change.data, more: additionalAttributes } : undefined;
}

/** The same change with the native name of its type. */
export function asNative(body: unknown): unknown {
  const shape = Shape.safeParse(body);
  return shape.success ? { 'detail-type': shape.data.detailType, ...shape.data } : body;
}

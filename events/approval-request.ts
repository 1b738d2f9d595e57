import * as z from 'zod/mini';

/** SNS message of an approval action (User Guide, manual approvals). `expires` has no seconds: `2016-07-07T20:22Z`. */

const text = z.catch(z.optional(z.string()), undefined);

export const ApprovalRequest = z.lazy(() =>
  z.object({
    region: z.string(),
    consoleLink: text,
    approval: z.object({
      pipelineName: z.string(),
      stageName: z.string(),
      actionName: z.string(),
      token: z.string(),
      expires: text,
      externalEntityLink: text,
      approvalReviewLink: text,
      customData: text,
    }),
  }),
);
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

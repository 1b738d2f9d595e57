import * as z from 'zod/mini';

/** What an approval action publishes to its SNS topic (User Guide, "JSON data format for manual approval
 *  notifications"). It names no execution, and `expires` comes without seconds: `2016-07-07T20:22Z`. */

const text = z.catch(z.optional(z.string()), undefined);

export const ApprovalRequest = z.object({
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
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

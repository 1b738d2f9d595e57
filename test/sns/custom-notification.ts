import * as z from 'zod';

/** What Amazon Q accepts: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
export const customNotification = z.strictObject({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  id: z.string().min(1).max(250),
  content: z.strictObject({
    textType: z.literal('client-markdown'),
    title: z.string().min(1).max(250),
    description: z.string().min(1).max(8000),
    nextSteps: z.array(z.string().min(1)).max(5),
    keywords: z.array(z.string().min(1).max(100)).max(5),
  }),
  metadata: z.strictObject({
    threadId: z.string().min(1).max(150),
    summary: z.string().min(1).max(250),
    eventType: z.string().min(1),
    relatedResources: z.array(z.string().startsWith('arn:')).max(5),
    additionalContext: z.record(z.string(), z.string()),
  }),
});

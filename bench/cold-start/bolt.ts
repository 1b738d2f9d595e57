import { CodePipelineClient, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { App, AwsLambdaReceiver } from '@slack/bolt';

/** The peer: an approval button as Bolt's guide for Lambda builds it. */

const { SLACK_SIGNING_SECRET = '', SLACK_BOT_TOKEN = '', SLACK_API_URL = '' } = process.env;
const receiver = new AwsLambdaReceiver({ signingSecret: SLACK_SIGNING_SECRET });
const app = new App({ token: SLACK_BOT_TOKEN, receiver, clientOptions: { slackApiUrl: SLACK_API_URL } });
const codepipeline = new CodePipelineClient({});

app.action('approve', async ({ ack, body }) => {
  await codepipeline.send(
    new PutApprovalResultCommand({
      pipelineName: 'payments',
      stageName: 'Production',
      actionName: 'Go-live',
      token: '00000000-0000-4000-8000-000000000000',
      result: { status: 'Approved', summary: `by ${body.user.id}` },
    }),
  );
  await ack();
});

type Serve = ReturnType<AwsLambdaReceiver['toHandler']>;

export async function handler(...[event, context]: Parameters<Serve>): Promise<unknown> {
  const serve = await receiver.start();
  return serve(event, context);
}

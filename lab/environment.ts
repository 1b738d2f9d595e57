import { OWN_ACCOUNT, OWN_KEY } from './aws/accounts.ts';
import { QUEUE, REGION, type StandIns } from './aws/stand-ins.ts';

/** Names of SSM parameters. */
export const PARAMETERS = { token: '/signalbox/token', signingSecret: '/signalbox/signing-secret' };

interface World {
  /** Where CodePipeline, SQS, Slack, SSM and STS are. */
  home: string;
  /** The port of the services that build and deploy. */
  others: number;
  standIns: StandIns;
}

/** The environment variables of the functions, as `serverless.yml` sets them in AWS. */
export function environment({ home, others, standIns }: World): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: OWN_KEY,
    AWS_SECRET_ACCESS_KEY: 'lab',
    AWS_ENDPOINT_URL_DYNAMODB: standIns.dynamoUrl,
    AWS_ENDPOINT_URL_SQS: home,
    AWS_ENDPOINT_URL_SNS: standIns.fauxqs.address,
    AWS_ENDPOINT_URL_CODEPIPELINE: home,
    AWS_ENDPOINT_URL_EVENTBRIDGE: home,
    AWS_ENDPOINT_URL_SSM: home,
    AWS_ENDPOINT_URL_STS: `${home}/sts`,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${others}`,
    ACCOUNT_ID: OWN_ACCOUNT,
    TABLE_NAME: 'signalbox',
    QUEUE_URL: `${home}/000000000000/${QUEUE}`,
    SLACK_BOT_TOKEN_PARAM: PARAMETERS.token,
    SLACK_SIGNING_SECRET_PARAM: PARAMETERS.signingSecret,
    SLACK_API_URL: `${home}/api/`,
  };
}

import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { inTime } from '../../aws/client-config.ts';
import { splitSecrets } from '../../slack/endpoint/signature.ts';
import { type Check, type DoctorFinding, failed, missing, ok, unreadable, untold } from './finding.ts';
import { type Setting, unset } from './setting.ts';

export interface Secrets {
  /** Returns the secret, or a finding that explains why it cannot be read. */
  read(name: SecretName): Promise<string | DoctorFinding>;
}

export type SecretName = keyof typeof subjects;

const subjects = { SLACK_BOT_TOKEN: 'Slack token', SLACK_SIGNING_SECRET: 'signing secret' };

export function createSecrets(setting: Setting): Secrets {
  const known = new Map<SecretName, Promise<string | DoctorFinding>>();
  return {
    read(name) {
      const secret = known.get(name) ?? readSecret(name, setting);
      known.set(name, secret);
      return secret;
    },
  };
}

async function readSecret(name: SecretName, setting: Setting): Promise<string | DoctorFinding> {
  const { env, place } = setting;
  const parameter = env[`${name}_PARAM`];
  const subject = subjects[name];
  if (env[name]) return env[name];
  if (!parameter) return unset(subject, `${name}_PARAM`, setting);
  const put = `set it: aws ssm put-parameter --type SecureString --name ${parameter} --value …`;
  try {
    const client = new SSMClient({ ...place, ...inTime(4_000) });
    const { Parameter } = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
    if (Parameter?.Value === undefined) return unreadable(subject, 'value');
    return Parameter.Value.trim() ? Parameter.Value : missing(subject, `${parameter} is empty; ${put}`);
  } catch (error) {
    if (error instanceof ParameterNotFound) return missing(subject, `parameter ${parameter} not found; ${put}`);
    return failed(subject, error);
  }
}

/** Checks that the signing secret exists; `request-url.ts` checks that the function has the same one. */
export function signingSecretCheck(secrets: Secrets): Check {
  const subject = subjects.SLACK_SIGNING_SECRET;
  return {
    subject,
    async look() {
      const secret = await secrets.read('SLACK_SIGNING_SECRET');
      if (typeof secret !== 'string') return [secret];
      const { length } = splitSecrets(secret);
      if (length === 0) return [missing(subject, 'it is blank: copy it from the app\'s "Basic Information"')];
      return [
        ok(
          subject,
          length === 1 ? 'exists' : `there are ${length}: remove the old one when Slack signs with the new one`,
        ),
      ];
    },
  };
}

export function withoutToken(subject: string): DoctorFinding[] {
  return [untold(subject, 'not tested, because the Slack token is missing')];
}

/** Where a function runs, and with which credentials it calls AWS. */
export interface Surroundings {
  region: string;
  credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  now: () => number;
  wait: (milliseconds: number) => Promise<void>;
}

type Env = Record<string, string | undefined>;

/** From the variables that Lambda sets. */
export function identityOf(env: Env): Pick<Surroundings, 'region' | 'credentials'> {
  return {
    region: env.AWS_REGION ?? '',
    async credentials() {
      const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
      if (accessKeyId && secretAccessKey)
        return { accessKeyId, secretAccessKey, ...(token && { sessionToken: token }) };
      const error = new Error('There are no credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
      throw Object.assign(error, { name: 'CredentialsProviderError' });
    },
  };
}

/** The variables are those that the SDK reads.
 *  @param own the endpoint without any of them */
export function endpointOf(service: 'DYNAMODB' | 'SQS', env: Env, own: string): URL {
  const isIgnored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true';
  const configured = env[`AWS_ENDPOINT_URL_${service}`] || env.AWS_ENDPOINT_URL;
  return new URL((!isIgnored && configured) || own);
}

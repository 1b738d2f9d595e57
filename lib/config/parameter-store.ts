import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { inTime } from '../aws/client-config.ts';

/** One provider for all calls, because it caches values. */
const provider = new SSMProvider({ clientConfig: inTime(2_000, 3) });

/** Read again after five minutes. */
export function readParameter(name: string): Promise<string | undefined> {
  return provider.get(name, { decrypt: true, maxAge: 300 });
}

/** Here too, because it needs the same client. */
export { ssmPolicy } from './policy-ssm.ts';

/** Why AWS or the network did not answer, as a sentence with the next step.
 *  @returns undefined for an error of another kind */
export function serviceTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, $metadata } = error as NodeJS.ErrnoException & { $metadata?: object };
  const { name, message } = error;
  if (isRegionMissing(message)) return `Region is missing: use --region, or set AWS_REGION.`;
  if (/credentials/i.test(name) || /could not load credentials/i.test(message)) {
    return `This shell has no usable AWS credentials: sign in (aws sso login), or set AWS_PROFILE. (${message})`;
  }
  if (expired.includes(name))
    return `The AWS credentials of this shell are expired or invalid: sign in again. (${name})`;
  if (code === 'ENOTFOUND') return `AWS has no such address: check the Region and the network. (${message})`;
  if ($metadata === undefined && code === undefined) return undefined;
  return [name === 'Error' ? undefined : name, message || code].filter(Boolean).join(': ');
}

const expired = ['ExpiredToken', 'ExpiredTokenException', 'InvalidClientTokenId', 'UnrecognizedClientException'];

function isRegionMissing(message: string): boolean {
  return /region is missing/i.test(message);
}

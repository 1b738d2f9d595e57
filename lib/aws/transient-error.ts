/** True if a later call may succeed: the service throttled it, failed, or timed out. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { name, code, $metadata, $response, cause } = error as Error & FromTheSdk;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode ?? 0;
  if (status >= 500 || status === 429 || status === 408) return true;
  return THROTTLED.test(name) || UNANSWERED.test(`${name} ${code}`) || isPassing(cause);
}

/** The SDK puts the status of an unreadable answer beside the answer itself. */
interface FromTheSdk {
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number };
}

/** Services use different codes for throttling.
 *  https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED =
  /^(Throttl|TooManyRequests|RequestThrottled|RequestLimitExceeded|LimitExceeded|BandwidthLimitExceeded|EC2Throttled|PriorRequestNotComplete|ProvisionedThroughputExceeded|SlowDown|TransactionInProgress)/;

const UNANSWERED =
  /^(TimeoutError|RequestTimeout|RequestTimeoutException) | (ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

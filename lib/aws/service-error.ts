interface ServiceError extends Error {
  $metadata: { httpStatusCode: number };
  /** The service's clock, in milliseconds. */
  date: number;
}

interface Response {
  statusCode: number;
  headers: Record<string, string>;
}

export function serviceError(operation: string, { statusCode, headers }: Response, answer: string): ServiceError {
  const { __type = 'UnknownError', message, Message } = fieldsOf(answer);
  const error = new Error(String(message ?? Message ?? `${operation} was answered with status ${statusCode}`));
  const name = String(__type).replace(/^.*#|:.*$/g, '');
  return Object.assign(error, {
    name,
    $metadata: { httpStatusCode: statusCode },
    date: Date.parse(headers.date ?? ''),
  });
}

/** @returns the service's clock, if it refused the time of a request. A wrong secret has the same error names. */
export function clockOf(error: unknown): number | undefined {
  const { name, date } = Object(error) as Partial<ServiceError>;
  return aboutTime.has(name ?? '') ? date : undefined;
}

const aboutTime = new Set([
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);

/** A load balancer answers with HTML. */
function fieldsOf(answer: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(answer));
  } catch {
    return {};
  }
}

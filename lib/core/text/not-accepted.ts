export function notAccepted(what: 'answer' | 'retry', why: string, act: 'decide' | 'retry'): string {
  return `AWS has not accepted the ${what} yet: ${why}. Signalbox tries again; you can also ${act} in the AWS console.`;
}

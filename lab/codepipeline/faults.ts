import { AwsError, NoAnswer } from './errors.ts';

/** Trouble on demand. */
export type Fault = CallFault | Lag;

/** The next `times` calls of an operation go wrong. */
interface CallFault {
  operation: string;
  answer: 'ThrottlingException' | 'AccessDeniedException' | 'InternalFailure' | 'hang';
  times: number;
  /** The work is done and only its answer is lost. */
  after?: boolean;
}

/** The API is behind the events: an approval has no token to show for so many milliseconds. */
interface Lag {
  lag: number;
}

export function lagOf(faults: Fault[]): number {
  return Math.max(0, ...faults.map((fault) => ('lag' in fault ? fault.lag : 0)));
}

/** Uses up one of the calls the fault is for. */
export function takeFault(faults: Fault[], operation: string): CallFault | undefined {
  const fault = faults.find((each) => 'operation' in each && each.operation === operation && each.times > 0);
  if (!fault || 'lag' in fault) return undefined;
  fault.times -= 1;
  return fault;
}

export function fail({ answer, operation }: CallFault, caller: string): never {
  switch (answer) {
    case 'ThrottlingException':
      throw new AwsError(answer, 'Rate exceeded');
    case 'AccessDeniedException':
      throw new AwsError(answer, `User: ${caller} is not authorized to perform: codepipeline:${operation}`);
    case 'InternalFailure':
      throw new AwsError(answer, 'The request processing has failed because of an unknown error.', 500);
    case 'hang':
      throw new NoAnswer(operation);
    default:
      throw new Error('No such fault', { cause: answer satisfies never });
  }
}

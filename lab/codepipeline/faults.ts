import { AwsError, NoAnswer } from './errors.ts';

/** Trouble on demand: the next `times` calls of an operation go wrong. */
export interface Fault {
  operation: string;
  answer: 'ThrottlingException' | 'AccessDeniedException' | 'InternalFailure' | 'hang';
  times: number;
  /** The work is done and only its answer is lost. */
  after?: boolean;
}

/** Uses up one of the calls the fault is for. */
export function takeFault(faults: Fault[], operation: string): Fault | undefined {
  const fault = faults.find((each) => each.operation === operation && each.times > 0);
  if (fault) fault.times -= 1;
  return fault;
}

export function fail({ answer, operation }: Fault, caller: string): never {
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

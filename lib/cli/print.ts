import { printableLines } from './printable.ts';

/** All output goes through here. Commit messages, logs, policies and answers of AWS and Slack are untrusted, so
 *  their control characters must not reach the terminal. JSON stays valid JSON. */

export function print(text: string): void {
  console.log(printableLines(text));
}

/** Prints to standard error, so that the answer can be piped. */
export function printAside(text: string): void {
  console.error(printableLines(text));
}

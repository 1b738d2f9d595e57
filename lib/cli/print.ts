import { printableLines } from './printable.ts';

/** The only way to the terminal. Whatever text it is, it commands nothing there: commit messages, logs, policies and
 *  answers of AWS and Slack are text from outside. JSON stays JSON. */

export function print(text: string): void {
  console.log(printableLines(text));
}

/** Beside the answer: on standard error, so that the answer can be piped. */
export function printAside(text: string): void {
  console.error(printableLines(text));
}

import { parseArgs } from 'node:util';
import { didYouMean } from '../lib/policy/file/nearest-word.ts';

/** The options of `npm start`. */

const options = {
  scenario: { type: 'string', default: 'opening' },
  headless: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  /** Seconds of the lab for each real second; without it, virtual time when headless. */
  speed: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const HELP = `npm start -- [options]
  --scenario NAME  begin with this scenario, a file below lab/scenarios/ (default: opening)
  --headless       play it to its end without the page, in virtual time, and print the result
  --json           with --headless: print JSON
  --speed N        seconds of the lab for each real second
  --verbose        print the log of the functions
PORT=4801 npm start uses another port than 4800.`;

/** @throws with one sentence for a person */
export function readOptions(args: string[]) {
  const { values, tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const known = Object.keys(options).map((option) => `--${option}`);
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Error(`The lab takes options only, not "${token.value}".`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.entries(options).find(([one]) => one === name)?.[1];
    if (!option) {
      const others = didYouMean(rawName, known) || `. The options are ${known.join(', ')}.`;
      throw new Error(`Unknown option ${rawName}${others}`);
    }
    const isMissing = !value || (!inlineValue && value.startsWith('-'));
    if (option.type === 'string' && isMissing) throw new Error(`${rawName} needs a value.`);
    if (option.type === 'boolean' && value !== undefined) throw new Error(`${rawName} takes no value.`);
  }
  const { speed } = values;
  if (speed !== undefined && !(Number(speed) > 0 && Number.isFinite(Number(speed)))) {
    throw new Error(`--speed is "${speed}". Expected: seconds of the lab for each real second, as 60.`);
  }
  return parseArgs({ args, options }).values;
}

import { parseArgs } from 'node:util';
import { REGION_FORM } from '../core/base/region-form.ts';
import { commands } from './commands.ts';
import { written } from './help.ts';
import { common, type OptionName, optionNamed, optionNames, type Values } from './options.ts';
import { commandInstead, optionInstead } from './other-words.ts';
import { Misuse, unknownRegion, unknownWord } from './refusal.ts';

export interface Arguments {
  /** Undefined if none is given. */
  command?: string;
  rest: string[];
  values: Values;
}

/** @throws Misuse */
export function readArgs(args: string[]): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args,
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(optionNames.map((name) => [name, formOf(name)])),
  });
  const given = tokens.filter((token) => token.kind === 'option');
  const unknown = given.find(({ name }) => !isOption(name));
  if (unknown) throw unknownWord(`option ${unknown.rawName}`, optionInstead(unknown.rawName));
  const [command, ...rest] = positionals;
  for (const { name, value, inlineValue } of given) requireValue(name as OptionName, value, inlineValue);
  requireOnce(given.map(({ name }) => name as OptionName));
  const { region } = values as Values;
  if (region && !REGION_FORM.test(region)) throw unknownRegion(region);
  if (command === undefined || command === 'help' || command === 'version' || values.help || values.version) {
    return { command, rest, values: values as Values };
  }
  if (rest.includes('')) throw new Misuse(`${command} got an empty argument. Name a file, or leave the argument out.`);
  const known = Object.keys(commands);
  const found = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!found) throw unknownWord(`command "${command}"`, commandInstead(command, rest, known));
  const foreign = given.find(({ name }) => ![...found.options, ...common].includes(name as OptionName));
  if (foreign) {
    const options = [...found.options, ...common].map((name) => `--${name}`);
    throw new Misuse(`${command} does not take ${foreign.rawName}; it takes ${options.join(', ')}.`);
  }
  return { command, rest, values: values as Values };
}

function formOf(name: OptionName) {
  const { value, short, multiple = false } = optionNamed(name);
  const form = { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple };
  return short === undefined ? form : { ...form, short };
}

function isOption(name: string): name is OptionName {
  return (optionNames as string[]).includes(name);
}

function requireOnce(given: OptionName[]): void {
  const twice = given.find((name, index) => {
    const { value, multiple = false } = optionNamed(name);
    return value !== undefined && !multiple && given.indexOf(name) !== index;
  });
  if (twice !== undefined) throw new Misuse(`--${twice} is given more than once, and it takes one value.`);
}

/** An option in the place of a value means that the value was forgotten. */
function requireValue(name: OptionName, value: string | undefined, isInline: boolean | undefined): void {
  const form = optionNamed(name).value;
  const takesValue = form !== undefined;
  if (!takesValue && value !== undefined) throw new Misuse(`--${name} takes no value.`);
  if (takesValue && (value === undefined || (!isInline && /^-./.test(value)))) {
    throw new Misuse(`--${name} needs a value: ${written(name)}.`);
  }
  if (value === '' && (form === 'FILE' || form === 'LIST')) {
    throw new Misuse(`--${name} names no file: its value is empty.`);
  }
}

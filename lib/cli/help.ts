import { commands } from './commands.ts';
import { common, type OptionName, optionNamed } from './options.ts';

export function usage(): string {
  const lines = Object.entries(commands).map(([name, { help }]) => described(name.padEnd(10), help));
  return `Usage: signalbox <command> [options]

${lines.join('\n')}

Options of every command
${described('--policy FILE', [optionNamed('policy').does])}
${described('--json', [optionNamed('json').does])}

signalbox help COMMAND shows the options of a command, signalbox --version the version.
`;
}

export function helpOf(name: string): string {
  const { help = [], options = [] } = commands[name] ?? {};
  const all = [...new Set([...options, ...common])];
  return `Usage: signalbox ${name} [options]

${help.map((line) => `  ${line}`).join('\n')}

Options
${all.map((option) => described(written(option).padEnd(18), [optionNamed(option).does])).join('\n')}
`;
}

export function written(option: OptionName): string {
  const { value } = optionNamed(option);
  return value === undefined ? `--${option}` : `--${option} ${value}`;
}

function described(name: string, lines: readonly string[]): string {
  return `  ${name.padEnd(16)} ${lines.join(`\n${' '.repeat(19)}`)}`;
}

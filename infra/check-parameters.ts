import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { givenProblems } from '../lib/config/given-parameters.ts';
import { parameterProblems } from '../lib/config/parameters.ts';

interface Serverless {
  serviceDir: string;
  configurationFilename: string;
  classes: { Error: new (message: string, code: string) => Error };
  /** `--param` is repeatable. */
  processedInput?: { options: { param?: string[] } };
}

/** A plugin of the framework, which constructs it before each command. */
export default function CheckParameters(serverless: Serverless): void {
  const { serviceDir, configurationFilename: file, classes, processedInput } = serverless;
  const problems = [
    ...parameterProblems(file, readFileSync(join(serviceDir, file), 'utf8')),
    ...givenProblems(processedInput?.options.param ?? []),
  ];
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'SIGNALBOX_PARAMETERS');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameterProblems } from '../lib/config/parameters.ts';

interface Serverless {
  serviceDir: string;
  configurationFilename: string;
  classes: { Error: new (message: string, code: string) => Error };
}

/** A plugin of the framework, which constructs it before each command. */
export default function CheckParameters({ serviceDir, configurationFilename: file, classes }: Serverless): void {
  const problems = parameterProblems(file, readFileSync(join(serviceDir, file), 'utf8'));
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'SIGNALBOX_PARAMETERS');
}

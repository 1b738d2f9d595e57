import { globSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** A function as it is deployed. */
export interface Package {
  name: string;
  /** The handler's path without ending, a dot, and the export. */
  handler: string;
  /** Seconds. */
  timeout: number;
  /** Megabytes. */
  memory: number;
  /** How the queue's messages are handed to it, if they are. */
  batch?: { size: number /** Milliseconds. */; window: number };
  /** The folder that stands for /var/task: the files of the zip, and nothing else, outside of any node_modules. */
  taskRoot: string;
}

export interface Packages {
  packages: Package[];
  remove(): Promise<void>;
}

interface Serverless {
  params: { default: Record<string, unknown> };
  provider: { timeout: number; memorySize: string };
  functions: Record<
    string,
    {
      handler: string;
      timeout?: number;
      memorySize?: string;
      package: { patterns: string[] };
      events?: { sqs?: { batchSize: number; maximumBatchingWindow: number } }[];
    }
  >;
}

/** Lays out what the zips of `npm run package` hold, without the seconds that zipping takes.
 *  @param home where serverless.yml and the built functions are */
export async function layOut(home = '.'): Promise<Packages> {
  const text = await readFile(join(home, 'serverless.yml'), 'utf8');
  const { params, provider, functions } = parse(text, { logLevel: 'silent' }) as Serverless;
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-task-'));
  const packages = Object.entries(functions).map(
    async ([name, { handler, timeout, memorySize, package: files, events = [] }]) => {
      const { sqs } = events.find((event) => event.sqs) ?? {};
      const taskRoot = join(folder, name);
      const paths = globSync(files.patterns, { cwd: home });
      for (const folder of new Set(paths.map(dirname))) await mkdir(join(taskRoot, folder), { recursive: true });
      await Promise.all(paths.map((path) => copyFile(join(home, path), join(taskRoot, path))));
      return {
        name,
        handler,
        timeout: timeout ?? provider.timeout,
        memory: Number(params.default[parameterIn(memorySize ?? provider.memorySize)]),
        ...(sqs && { batch: { size: sqs.batchSize, window: sqs.maximumBatchingWindow * 1000 } }),
        taskRoot,
      };
    },
  );
  return {
    packages: await Promise.all(packages),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `${param:NAME}` */
function parameterIn(text: string): string {
  return text.slice('${param:'.length, -1);
}

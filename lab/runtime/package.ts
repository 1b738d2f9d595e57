import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { scratch } from './scratch.ts';

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
export async function layOut(home = '.'): Promise<Package[]> {
  const text = await readFile(join(home, 'serverless.yml'), 'utf8');
  const { params, provider, functions } = parse(text, { logLevel: 'silent' }) as Serverless;
  const paths = Object.entries(functions).flatMap(([name, { package: files }]) =>
    globSync(files.patterns, { cwd: home }).map((path) => ({ from: join(home, path), to: join(name, path) })),
  );
  const files = await Promise.all(paths.map(async ({ from, to }) => ({ to, bytes: await readFile(from) })));
  const folder = await written(files);
  return Object.entries(functions).map(([name, { handler, timeout, memorySize, events = [] }]) => {
    const { sqs } = events.find((event) => event.sqs) ?? {};
    return {
      name,
      handler,
      timeout: timeout ?? provider.timeout,
      memory: Number(params.default[parameterIn(memorySize ?? provider.memorySize)]),
      ...(sqs && { batch: { size: sqs.batchSize, window: sqs.maximumBatchingWindow * 1000 } }),
      taskRoot: join(folder, name),
    };
  });
}

/** Named by content, because V8's cache of compiled code goes by paths.
 *  @returns the folder */
async function written(files: { to: string; bytes: Buffer }[]): Promise<string> {
  const hash = createHash('sha256');
  for (const { to, bytes } of files) hash.update(`${to}\0${bytes.length}\0`).update(bytes);
  const folder = join(scratch(), hash.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const begun = await mkdtemp(`${folder}-`);
  for (const { to, bytes } of files) {
    await mkdir(dirname(join(begun, to)), { recursive: true });
    await writeFile(join(begun, to), bytes);
  }
  // Another lab of this process may have been faster.
  await rename(begun, folder).catch(() => rm(begun, { recursive: true }));
  return folder;
}

/** `${param:NAME}` */
function parameterIn(text: string): string {
  return text.slice('${param:'.length, -1);
}

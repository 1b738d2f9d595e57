import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

interface Loaded {
  createHandler: (start: { isCacheRejected?: boolean }) => Promise<unknown>;
  script: Script;
}

/** Loads a function's code with what V8 compiled of it before. If V8 is another one, it refuses that and compiles the text.
 *  @param entry the URL of the file that Lambda loads: what the code requires is relative to it */
export function load(entry: string, chunks: string): Loaded {
  const path = fileURLToPath(entry);
  const [code, cache] = ['code.js', 'code.cache'].map((file) => join(dirname(path), chunks, file)) as [string, string];
  const script = new Script(`(function(exports,require,module){${readFileSync(code, 'utf8')}\n})`, {
    filename: path,
    ...(existsSync(cache) && { cachedData: readFileSync(cache) }),
  });
  const module = { exports: {} as Pick<Loaded, 'createHandler'> };
  script.runInThisContext()(module.exports, createRequire(entry), module);
  return { ...module.exports, script };
}

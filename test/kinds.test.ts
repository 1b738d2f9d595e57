import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isHeavy, kindsOfTests } from './kit/reach.ts';

/** `npm run test:unit` runs the tests that need no build, no server and no other program. */

describe('a unit test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-kinds-'));
  function importing(line: string): boolean {
    const path = join(folder, 'one.ts');
    writeFileSync(path, `${line}\n`);
    return isHeavy(path, new Map());
  }

  it.each([
    "import { createServer } from 'node:http';",
    "import {\n  type IncomingMessage,\n  createServer,\n} from 'node:http';",
    "import dynalite from 'dynalite';",
    "const { chromium } = await import('playwright-core');",
    "const worker = readFileSync('dist/functions/worker.mjs');",
    "import { parse } from 'yaml';\n// Not a unit test: it takes a minute.",
  ])('may not contain %j', (line) => {
    expect(importing(line)).toBe(true);
  });

  it.each(["import type { IncomingMessage } from 'node:http';", "import { parse } from 'yaml';"])(
    'may import %j',
    (line) => {
      expect(importing(line)).toBe(false);
    },
  );

  it('may not import a server indirectly', () => {
    writeFileSync(join(folder, 'served.ts'), "import { createServer } from 'node:http';\n");
    expect(importing("import { serve } from './served.ts';")).toBe(true);
  });

  it('is not also a whole test, and there are many of both kinds', () => {
    const { unit, whole } = kindsOfTests();
    expect(unit.length).toBeGreaterThan(60);
    expect(whole.length).toBeGreaterThan(40);
    expect(unit.filter((file) => whole.includes(file))).toEqual([]);
  });
});

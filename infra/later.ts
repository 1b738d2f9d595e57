import { join, relative, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/** Files with functions that a run without approvals, failures, freezes and commands never calls. A function bundles them,
 *  and what only they import, apart from the rest, and loads that synchronously when one is first called. Code that both
 *  need is loaded once. */
const later: Record<string, string[]> = {
  worker: [
    'lib/codepipeline/act/answer-approval.ts',
    'lib/codepipeline/act/operate.ts',
    'lib/codepipeline/act/retry-stage.ts',
    'lib/codepipeline/act/set-transition.ts',
    'lib/codepipeline/refresh/all-pipelines.ts',
    'lib/codepipeline/refresh/approval.ts',
    'lib/codepipeline/refresh/execution.ts',
    'lib/codepipeline/refresh/find-execution-by-token.ts',
    'lib/codepipeline/refresh/older-executions.ts',
    'lib/codepipeline/refresh/status.ts',
    'lib/codepipeline/refresh/transitions.ts',
    'lib/core/approval/plan.ts',
    'lib/core/approval/plan-reminders.ts',
    'lib/core/command/plan-shared-state.ts',
    'lib/core/freeze/plan-transitions.ts',
    'lib/core/retry/circuit-breaker.ts',
    'lib/policy/approval/decide.ts',
    'lib/policy/command/permission.ts',
    'lib/policy/freeze/announcements.ts',
    'lib/policy/freeze/messages.ts',
    'lib/policy/freeze/occurrences.ts',
    'lib/policy/freeze/state.ts',
    'lib/policy/freeze/override.ts',
    'lib/policy/retry/decide.ts',
    'lib/slack/render/reply.ts',
  ],
};

export function laterOf(name: string): string[] {
  return later[name] ?? [];
}

/** @param entry the code of the module that Lambda imports */
export async function loadedLater(
  name: string,
  entry: string,
): Promise<{ entryPoints: BuildOptions['entryPoints']; plugin: Plugin }> {
  const files = laterOf(name);
  const part = `${name}-later`;
  const stubs = new Map(
    await Promise.all(files.map(async (file, n) => [resolve(file), await stubOf(file, n)] as const)),
  );
  const sources: Record<string, string> = {
    [name]: entry,
    [part]: files.map((file, n) => `export * as from${n} from './${file}';`).join('\n'),
    loader: `let loaded; export const load = () => (loaded ??= require('./${part}.mjs'));`,
  };

  const plugin: Plugin = {
    name: 'loaded later',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^part:/ }, ({ path }) => ({ path: path.slice('part:'.length), namespace: 'part' }));
      onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: sources[path], resolveDir: '.' }));
      onResolve({ filter: new RegExp(`^\\./${part}\\.mjs$`) }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir, importer, namespace }) => {
        const file = join(resolveDir, path);
        const isWithin = stubs.has(importer) || (namespace === 'part' && importer === part);
        if (kind !== 'import-statement' || isWithin || !stubs.has(file)) return undefined;
        return { path: file, namespace: 'stub' };
      });
      onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({ contents: stubs.get(path), resolveDir: '.' }));
    },
  };
  const parts = files.length > 0 ? [name, part] : [name];
  return { entryPoints: Object.fromEntries(parts.map((one) => [one, `part:${one}`])), plugin };
}

async function stubOf(file: string, n: number): Promise<string> {
  const exported = Object.entries(await import(resolve(file)));
  const others = exported.filter(([, value]) => typeof value !== 'function' || /^class\b/.test(String(value)));
  if (others.length > 0)
    throw new Error(`${relative('.', file)} exports more than functions: ${others.map(([name]) => name)}`);
  const functions = exported.map(([name]) => `export const ${name} = (...given) => load().from${n}.${name}(...given);`);
  return ["import { load } from 'part:loader';", ...functions].join('\n');
}

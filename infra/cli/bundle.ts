import { build } from 'esbuild';

/** Bundles the command line for `npm pack`. Node runs no TypeScript in node_modules. Packages stay outside. */
await build({
  entryPoints: ['lib/cli/signalbox.ts'],
  outdir: 'dist/cli',
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node22',
  format: 'esm',
});

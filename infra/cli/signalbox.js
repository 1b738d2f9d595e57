#!/usr/bin/env node
import { existsSync } from 'node:fs';
import module from 'node:module';

/** The command `signalbox`: in a package it runs the bundle of infra/cli/bundle.ts, in a checkout the source. */

const OLDEST = 22;

if (Number(process.versions.node.split('.')[0]) < OLDEST) {
  console.error(`signalbox needs Node ${OLDEST} or newer; this is ${process.versions.node}.`);
  process.exitCode = 2;
} else {
  // The second call starts in half the time.
  module.enableCompileCache?.();
  const [source, bundle] = ['../../lib/cli/signalbox.ts', '../../dist/cli/signalbox.js'].map(
    (path) => new URL(path, import.meta.url),
  );
  const { main } = await import((existsSync(source) ? source : bundle).href);
  process.exitCode = await main(process.argv.slice(2));
}

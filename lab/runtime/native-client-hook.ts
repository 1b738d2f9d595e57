import { registerHooks } from 'node:module';

/** Preloaded where AWS's runtime client runs: gives it native-client.ts for the part that would have to be compiled. */

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (!specifier.endsWith('/rapid-client.node')) return nextResolve(specifier, context);
    return { url: new URL('native-client.ts', import.meta.url).href, shortCircuit: true };
  },
});

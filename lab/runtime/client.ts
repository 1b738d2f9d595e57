/** AWS's runtime client, which nodejs24.x has at /var/runtime. */
export const RUNTIME_CLIENT = new URL(import.meta.resolve('aws-lambda-ric'));
export const NATIVE_CLIENT_HOOK = new URL('native-client-hook.ts', import.meta.url);

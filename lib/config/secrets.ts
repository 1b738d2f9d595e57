type Env = Record<string, string | undefined>;

/** An SSM parameter (named by `…_PARAM`) is read again every five minutes, so that a new secret needs no deployment. */
export async function secret(env: Env, name: string): Promise<string> {
  const parameter = env[`${name}_PARAM`];
  if (env[name] !== undefined && env[name] !== '') return env[name];
  if (parameter === undefined) {
    throw new Error(`The environment variable ${name} is missing (or ${name}_PARAM, the name of an SSM parameter)`);
  }
  // Loaded only if a secret is a parameter.
  const { readParameter } = await import('./parameter-store.ts');
  const value = await readParameter(parameter);
  if (value === undefined) throw new Error(`The SSM parameter ${parameter}, named by ${name}_PARAM, has no value`);
  return value;
}

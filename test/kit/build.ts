import { buildFunctions } from '../../infra/build.ts';

export async function setup(): Promise<void> {
  await buildFunctions('infra/policy.yml');
}

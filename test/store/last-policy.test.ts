import { expect, it } from 'vitest';
import { NewerFormat } from '../../lib/store/format.ts';
import { createLastPolicy } from '../../lib/store/last-policy.ts';
import type { VersionedValues } from '../../lib/store/versioned-values.ts';
import { createMemoryValues } from '../../lib/store/versioned-values-memory.ts';

/** The last valid published policy in the table: no item, another item, and a table without an answer. */

const policyIn = (values: VersionedValues) => createLastPolicy(values, () => 0);

function failing(error: Error): VersionedValues {
  return { ...createMemoryValues(), load: () => Promise.reject(error) };
}

it('the saved policy is loaded unchanged, and is undefined before', async () => {
  const last = policyIn(createMemoryValues());
  expect(await last.load()).toBeUndefined();
  await last.save('version: 1 # ä');
  expect(await last.load()).toBe('version: 1 # ä');
});

it('an unreadable policy is reported as unusable, with the reason', async () => {
  const odd = createMemoryValues();
  await odd.save('policy', { at: 'yesterday' }, 0, 0);
  expect(await policyIn(odd).load()).toEqual({ unusable: expect.stringContaining('The item policy cannot be read') });
  const packed = createMemoryValues();
  await packed.save('policy', { at: 0, text: 'plain text' }, 0, 0);
  expect(await policyIn(packed).load()).toEqual({ unusable: expect.stringContaining('cannot be unpacked') });
  const newer = failing(new NewerFormat('policy has format 2'));
  expect(await policyIn(newer).load()).toEqual({ unusable: 'policy has format 2' });
});

it('a table without an answer is an error, not an empty result', async () => {
  await expect(policyIn(failing(new Error('ThrottlingException'))).load()).rejects.toThrow('ThrottlingException');
});

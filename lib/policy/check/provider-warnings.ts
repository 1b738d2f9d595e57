import { distance } from 'fastest-levenshtein';
import type { Policy } from '../file/schema.ts';
import type { Contradiction } from './contradictions.ts';
import { misspeltProvider } from './messages.ts';

/** A custom action may have any name as its provider, so only one that is nearly a known name is a mistake.
 *  @param known CodePipeline's names */
export function providerWarnings({ retry, signatures = [] }: Policy, known: string[] = []): Contradiction[] {
  const wrong = (path: PropertyKey[], name: string) => {
    if (/[*?]/.test(name) || known.includes(name)) return [];
    const near = known.find((one) => distance(one.toLowerCase(), name.toLowerCase()) <= (name.length > 4 ? 1 : 0));
    return near === undefined ? [] : [{ path, message: misspeltProvider(name, near) }];
  };
  return [
    ...retry.flatMap(({ when: { providers = [] } }, index) =>
      providers.flatMap((name, nth) => wrong(['retry', index, 'when', 'providers', nth], name)),
    ),
    ...signatures.flatMap(({ provider = [] }, index) => {
      const path = ['signatures', index, 'provider'];
      return typeof provider === 'string'
        ? wrong(path, provider)
        : provider.flatMap((name, nth) => wrong([...path, nth], name));
    }),
  ];
}

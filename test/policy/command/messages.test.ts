import { expect, it } from 'vitest';
import { noSuchFreeze } from '../../../lib/policy/command/messages.ts';

it.each([
  ['weekned', ['weekend', 'night'], 'There is no freeze "weekned". Did you mean weekend?'],
  ['nigth', ['nights', 'night'], 'There is no freeze "nigth". Did you mean night or nights?'],
  ['x', ['weekend', 'night'], 'There is no freeze "x"; there are weekend and night.'],
  ['x', [], 'There is no freeze "x".'],
])('a freeze that does not exist is named with those that do: %s of %j', (id, known, text) => {
  expect(noSuchFreeze(id, known)).toBe(text);
});

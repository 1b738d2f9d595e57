import { expect, it } from 'vitest';
import { windowsKeyOf } from '../../../lib/policy/calendar/windows-display-names.ts';

const berlin = 'W. Europe Standard Time';

it.each([
  ['(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', berlin],
  ['(GMT+01.00) Vienna / Berlin', berlin],
  [' (gmt+01.00) Vienna', berlin],
  ['Berlin; rome', berlin],
  ['Berlin, Nowhere', berlin],
  ['Berlin, Nowhere, ', berlin],
  ['Berlin, Nowhere, Elsewhere', undefined],
  ['Berlin, Hawaii', undefined],
  ['Nowhere', undefined],
  ['', undefined],
])('the display name “%s” is the zone with most of its places: %s', (name, key) => {
  expect(windowsKeyOf(name)).toBe(key);
});

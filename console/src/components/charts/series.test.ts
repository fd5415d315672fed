import { expect, it } from 'vitest';
import { isBlank, type Series, stacked } from './series';

const layer = (...values: (number | null)[]): Series => ({
  label: '',
  color: '--x',
  texture: 'plain',
  values,
});

it('a layer stands on those below it, and what is missing adds nothing', () => {
  expect(stacked([layer(1, 2), layer(null, 3), layer(4, 0)])).toEqual([
    [1, 2],
    [1, 5],
    [5, 5],
  ]);
});

it('zeros and gaps are nothing to draw', () => {
  expect(isBlank([layer(0, null), layer(0, 0)])).toBe(true);
  expect(isBlank([layer(0, null), layer(0, 1)])).toBe(false);
});

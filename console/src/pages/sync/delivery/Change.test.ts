import { expect, it } from 'vitest';
import { changeText } from './Change';

it.each([
  [150, 100, '+50% on the period before'],
  [50, 100, '−50% on the period before'],
  [0, 100, '−100% on the period before'],
  [7, 7, 'As in the period before'],
  [7, 0, 'None in the period before'],
])('%d after %d reads: %s', (present, before, text) => {
  expect(changeText(present, before)).toBe(text);
});

it('nothing is said while the period before is not known', () => {
  expect(changeText(7, null).trim()).toBe('');
});

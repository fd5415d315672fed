import { expect, it } from 'vitest';
import { deliveredOf, figuresOf, isEmpty, notDeliveredOf, selectedOf, settledOf } from './figures';
import { quiet } from './testCounts';

it('every category counts, whichever it is', () => {
  const figures = figuresOf(
    {
      ...quiet,
      selected: { events: 9, users: 3 },
      delivered: { first: 5, after_retry: 2 },
      discarded: { user_not_found: 2, a_category_of_tomorrow: 1 },
      expired: { timeout: 1 },
      skipped: { filtered: 4, not_selected: 6, no_change: 8 },
    },
    undefined,
  );
  expect(selectedOf(figures)).toBe(12);
  expect(deliveredOf(figures)).toBe(7);
  expect(notDeliveredOf(figures)).toBe(4);
  expect(settledOf(figures)).toBe(11);
  expect(figures.filtered).toBe(4);
  expect(figures.received).toBeNull();
});

it('a period in which quiet was selected nor passed over is empty', () => {
  expect(isEmpty(figuresOf(quiet, undefined))).toBe(true);
  expect(isEmpty(figuresOf({ ...quiet, skipped: { filtered: 1 } }, undefined))).toBe(false);
});

import { expect, it } from 'vitest';
import { stepsOf } from './steps';

const totals = (delivered: number) => ({
  selected: delivered,
  delivered,
  pending: 0,
  discarded: 0,
  expired: 0,
});
const doneOf = (...given: Parameters<typeof stepsOf>) =>
  stepsOf(...given)
    .filter((step) => step.done)
    .map((step) => step.id);

it('nothing is done at first', () => {
  expect(doneOf({ seen: { first_event_at: null } }, [])).toEqual([]);
});

it('each step is noticed by itself', () => {
  const seen = { first_event_at: '2026-11-25T10:00:00.000Z' };
  expect(doneOf({ seen }, [])).toEqual(['event']);
  expect(doneOf({ seen }, [{ enabled: false, totals: totals(0) }])).toEqual(['event', 'sync']);
  expect(doneOf({ seen }, [{ enabled: true, totals: totals(1) }])).toEqual([
    'event',
    'sync',
    'enabled',
    'delivered',
  ]);
});

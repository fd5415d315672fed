import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { batched, MOST_GATHERED } from './batch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Item = number | { missed: number };

function gather() {
  const handed: Item[][] = [];
  const batch = batched<Item>(
    250,
    (items) => handed.push(items),
    (missed) => ({ missed }),
  );
  return { batch, handed };
}

it('what comes in quick succession is handed on in one go, in order', () => {
  const { batch, handed } = gather();
  for (const item of [1, 2, 3]) batch.add(item);
  vi.advanceTimersByTime(249);
  expect(handed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(handed).toEqual([[1, 2, 3]]);
});

it('what comes later is handed on later, and nothing twice or for nothing', () => {
  const { batch, handed } = gather();
  batch.add(1);
  vi.advanceTimersByTime(1_000);
  batch.add(2);
  vi.advanceTimersByTime(1_000);
  expect(handed).toEqual([[1], [2]]);
});

it('of too much the newest is kept, and what is left out is counted', () => {
  const { batch, handed } = gather();
  const added = 5 * MOST_GATHERED + 17;
  for (let item = 1; item <= added; item += 1) batch.add(item);
  vi.advanceTimersByTime(250);
  const [missed, ...kept] = handed[0] ?? [];
  expect(kept.length).toBeLessThanOrEqual(MOST_GATHERED);
  expect(kept.at(-1)).toBe(added);
  expect(missed).toEqual({ missed: added - kept.length });
});

it('once it is stopped nothing is handed on', () => {
  const { batch, handed } = gather();
  batch.add(1);
  batch.stop();
  vi.advanceTimersByTime(1_000);
  expect(handed).toEqual([]);
});

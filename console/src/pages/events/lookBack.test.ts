import { expect, it } from 'vitest';
import type { EventPage } from '../../api/events';
import { ENOUGH, lookBack, MOST_PAGES } from './lookBack';
import { row } from './testEvents';

const page = (length: number, next_cursor: string | null): EventPage => ({
  data: Array.from({ length }, (_, place) => ({ ...row(place + 1), deliveries: [] })),
  next_cursor,
});

/** Looks back from the cursor `c0` over pages of these lengths; the last one ends the list. */
async function lookedBack(lengths: number[]) {
  const asked: string[] = [];
  const given: number[] = [];
  const found = await lookBack('c0', {
    read: async (cursor) => {
      asked.push(cursor);
      const next = asked.length < lengths.length ? `c${asked.length}` : null;
      return page(lengths[asked.length - 1] ?? 0, next);
    },
    onPage: ({ data }) => given.push(data.length),
  });
  return { ...found, asked, given };
}

it('one page is read where it brings enough', async () => {
  expect(await lookedBack([ENOUGH, 10])).toEqual({
    next: 'c1',
    found: ENOUGH,
    asked: ['c0'],
    given: [ENOUGH],
  });
});

it('pages that bring little are read on from, and shown as they come', async () => {
  const { asked, given, next } = await lookedBack([0, 3, ENOUGH, 10]);
  expect(asked).toEqual(['c0', 'c1', 'c2']);
  expect(given).toEqual([0, 3, ENOUGH]);
  expect(next).toBe('c3');
});

it('the end of the list ends it, however little was found', async () => {
  expect(await lookedBack([0, 2])).toMatchObject({ next: null, found: 2 });
});

it('a rare event is not looked for without end: it says where to go on', async () => {
  const { asked, next, found } = await lookedBack(Array.from({ length: 50 }, () => 0));
  expect(asked).toHaveLength(MOST_PAGES);
  expect([next, found]).toEqual([`c${MOST_PAGES}`, 0]);
});

it('a reading that fails is told to who asked, after what was found before', async () => {
  const given: number[] = [];
  const looking = lookBack('c0', {
    read: async (cursor) => {
      if (cursor === 'c0') return page(4, 'c1');
      throw new Error('The server does not answer.');
    },
    onPage: ({ data }) => given.push(data.length),
  });
  await expect(looking).rejects.toThrow('The server does not answer.');
  expect(given).toEqual([4]);
});

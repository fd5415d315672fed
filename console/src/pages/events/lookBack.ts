import type { EventPage } from '../../api/events';

/** How many pages are read in one go at most, where they bring little. */
export const MOST_PAGES = 10;

/** How many rows are worth stopping for. */
export const ENOUGH = 25;

type LookBack = {
  read: (cursor: string) => Promise<EventPage>;
  /** Called with each page as it comes. */
  onPage: (page: EventPage) => void;
};

/**
 * Reads on from `cursor` until there is enough to show, the end is reached, or it has gone on for
 * long enough: a page may be empty and still have a next one. Answers where to go on.
 */
export async function lookBack(
  cursor: string,
  { read, onPage }: LookBack,
): Promise<{ next: string | null; found: number }> {
  let next: string | null = cursor;
  let found = 0;
  for (let pages = 0; pages < MOST_PAGES && next !== null && found < ENOUGH; pages += 1) {
    const page: EventPage = await read(next);
    found += page.data.length;
    next = page.next_cursor;
    onPage(page);
  }
  return { next, found };
}

/** Gathers what comes in quick succession. */
export type Batch<T> = { add: (item: T) => void; stop: () => void };

/** How many wait at most: a hidden page's timers are slow, and nobody looks at what it gathers. */
export const MOST_GATHERED = 2_000;

/**
 * Hands on what is added in one go, at most once in `everyMs`. When too much comes in between, the
 * oldest are left out, and `tooMany` says how many.
 */
export function batched<T>(
  everyMs: number,
  flush: (items: T[]) => void,
  tooMany: (count: number) => T,
): Batch<T> {
  let items: T[] = [];
  let left = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const hand = () => {
    timer = null;
    const gathered = left > 0 ? [tooMany(left), ...items] : items;
    items = [];
    left = 0;
    flush(gathered);
  };
  return {
    add: (item) => {
      items.push(item);
      if (items.length > MOST_GATHERED) {
        const half = MOST_GATHERED / 2;
        items = items.slice(-half);
        left += half + 1;
      }
      timer ??= setTimeout(hand, everyMs);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      items = [];
    },
  };
}

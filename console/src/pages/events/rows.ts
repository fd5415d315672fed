import { PAGE_LENGTH } from '../../api/events';
import type { LiveAttempt, LiveItem } from '../../api/live';
import type { Row } from './fates';

/** How many rows are kept at most, so that a page that stands open for a day stays light. */
export const KEPT = 500;

/** The rows of the list, newest first, and those that wait to be let in. */
export type Rows = {
  shown: Row[];
  /** What has arrived since, as long as the list is to stand still. */
  waiting: Row[];
  /** Where older ones go on; `null` at the end. */
  more: string | null;
  /** Whether older rows were let go for newer ones. */
  cut: boolean;
  /**
   * The newest event that was known when the feed skipped some; `open` once it is clear that
   * reading the newest events again does not fill that.
   */
  hole: { after: number; open: boolean } | null;
};

/** The first page: all that is known so far. */
export function begun(page: Row[], more: string | null): Rows {
  return { shown: page, waiting: [], more, cut: false, hole: null };
}

/** What the feed told since the last time; `wanted` says which events belong into the list. */
export function fed(
  rows: Rows,
  items: readonly LiveItem[],
  { hold, wanted }: { hold: boolean; wanted: (row: Row) => boolean },
): Rows {
  let hole = rows.hole;
  const events: Row[] = [];
  const attempts = new Map<number, LiveAttempt>();
  for (const item of items) {
    if (item.kind === 'event') events.push({ ...item.event, deliveries: null });
    else if (item.kind === 'delivery') attempts.set(item.attempt.id, item.attempt);
    else hole ??= { after: newestOf(rows), open: false };
  }
  const told = {
    ...rows,
    hole,
    shown: attempted(rows.shown, attempts),
    waiting: attempted(rows.waiting, attempts),
  };
  return arrived(told, events.filter(wanted), hold);
}

/** The newest events, read again: they tell what the feed has not, and fill what it skipped. */
export function reread(rows: Rows, page: Row[], hold: boolean): Rows {
  const fresh = new Map(page.map((row) => [row.id, row]));
  const renewed = {
    ...rows,
    hole: filled(rows.hole, page),
    shown: renewedBy(rows.shown, fresh),
    waiting: renewedBy(rows.waiting, fresh),
  };
  return arrived(renewed, page, hold);
}

/** A further page at the end. */
export function older(rows: Rows, page: Row[], more: string | null): Rows {
  const merged = merge(rows.shown, page);
  return { ...rows, ...limited(merged, rows.cut), more };
}

/** Lets in what waits. */
export function letIn(rows: Rows): Rows {
  if (rows.waiting.length === 0) return rows;
  const { shown, cut } = limited(merge(rows.shown, rows.waiting), rows.cut);
  return { ...rows, shown, cut, waiting: [] };
}

/** Puts events that are newer than what is shown on top, or has them wait. */
function arrived(rows: Rows, events: Row[], hold: boolean): Rows {
  const known = new Set([...rows.shown, ...rows.waiting].map(({ id }) => id));
  // What is older than the end of a full list was let go before.
  const end = rows.cut ? (rows.shown.at(-1)?.id ?? -1) : -1;
  const unknown = events.filter(({ id }) => !known.has(id) && id > end);
  if (unknown.length === 0) return rows;
  if (hold) return { ...rows, waiting: merge(rows.waiting, unknown).slice(0, KEPT) };
  return letIn({ ...rows, waiting: merge(rows.waiting, unknown) });
}

/** Attempts change what is shown of their deliveries; other rows stay the very same. */
function attempted(list: Row[], attempts: ReadonlyMap<number, LiveAttempt>): Row[] {
  return replaced(list, (row) => {
    if (!row.deliveries?.some(({ id }) => attempts.has(id))) return row;
    const deliveries = row.deliveries.map((delivery) => {
      const attempt = attempts.get(delivery.id);
      if (attempt === undefined) return delivery;
      const { status, category, latency_ms } = attempt;
      return { ...delivery, status, category, latency_ms, attempts: attempt.attempts };
    });
    return { ...row, deliveries };
  });
}

/** The same rows with what was read anew; a row that says the same stays the very same. */
function renewedBy(list: Row[], fresh: ReadonlyMap<number, Row>): Row[] {
  return replaced(list, (row) => {
    const read = fresh.get(row.id);
    return read === undefined || sameDeliveries(row, read) ? row : read;
  });
}

/** The list with each row replaced; the very same list where no row is another. */
function replaced(list: Row[], by: (row: Row) => Row): Row[] {
  const next = list.map(by);
  return next.some((row, index) => row !== list[index]) ? next : list;
}

/** What is left of a hole when the newest events are read: a full page may not reach down to it. */
function filled(hole: Rows['hole'], page: Row[]): Rows['hole'] {
  const end = page.at(-1);
  if (hole === null || end === undefined) return null;
  const short = page.length < PAGE_LENGTH || end.id <= hole.after;
  return short ? null : { ...hole, open: true };
}

function newestOf({ shown, waiting }: Rows): number {
  return Math.max(shown[0]?.id ?? 0, waiting[0]?.id ?? 0);
}

function sameDeliveries(a: Row, b: Row): boolean {
  const [one, other] = [a.deliveries, b.deliveries];
  if (one === null || other === null) return one === other;
  return (
    one.length === other.length &&
    one.every((delivery, index) => {
      const now = other[index];
      return (
        now !== undefined &&
        now.id === delivery.id &&
        now.status === delivery.status &&
        now.category === delivery.category &&
        now.attempts === delivery.attempts &&
        now.latency_ms === delivery.latency_ms
      );
    })
  );
}

/** Two lists as one, newest first, each event once. */
function merge(one: Row[], other: Row[]): Row[] {
  const known = new Set(one.map(({ id }) => id));
  const unknown = new Map(other.filter(({ id }) => !known.has(id)).map((row) => [row.id, row]));
  return [...one, ...unknown.values()].sort((a, b) => b.id - a.id);
}

function limited(list: Row[], cut: boolean): { shown: Row[]; cut: boolean } {
  return { shown: list.slice(0, KEPT), cut: cut || list.length > KEPT };
}

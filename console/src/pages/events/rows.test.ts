import { describe, expect, it } from 'vitest';
import type { Row } from './fates';
import { begun, fed, KEPT, letIn, older, reread } from './rows';

const row = (id: number): Row => ({
  id,
  offset: id,
  received_at: '2026-11-25T07:16:32.122Z',
  time: '2026-11-25T07:16:32.122Z',
  endpoint: 'http_v2',
  event_type: 'Order Completed',
  user_id: 'ann',
  device_id: null,
  insert_id: null,
  duplicate: false,
  changed: [],
  syncs: [],
  deliveries: [],
});

const rows = (...ids: number[]) => ids.map(row);
const idsOf = (list: readonly Row[]) => list.map(({ id }) => id);
const told = (id: number) => ({ kind: 'event' as const, event: row(id) });
const all = { hold: false, wanted: () => true };

describe('what arrives', () => {
  it('stands on top, also the very first event of a log', () => {
    expect(idsOf(fed(begun([], null), [told(0)], all).shown)).toEqual([0]);
    expect(idsOf(reread(begun([], null), rows(0), false).shown)).toEqual([0]);
    expect(idsOf(fed(begun(rows(3, 2), null), [told(4), told(5)], all).shown)).toEqual([
      5, 4, 3, 2,
    ]);
  });

  it('is shown once, whoever tells it', () => {
    const heard = fed(begun(rows(1), null), [told(2)], all);
    expect(idsOf(reread(heard, rows(2, 1), false).shown)).toEqual([2, 1]);
  });

  it('waits while the list stands still, until it is let in', () => {
    const held = fed(begun(rows(1), null), [told(2)], { ...all, hold: true });
    expect([idsOf(held.shown), idsOf(held.waiting)]).toEqual([[1], [2]]);
    const free = letIn(held);
    expect([idsOf(free.shown), idsOf(free.waiting)]).toEqual([[2, 1], []]);
  });

  it('is left out where it does not fit the filter', () => {
    const some = fed(begun([], null), [told(1), told(2)], { ...all, wanted: ({ id }) => id === 2 });
    expect(idsOf(some.shown)).toEqual([2]);
  });

  it('never makes the list longer than what is kept', () => {
    const many = Array.from({ length: KEPT }, (_, place) => row(KEPT - place));
    const full = fed(begun(many, 'more'), [told(KEPT + 1)], all);
    expect(full.shown).toHaveLength(KEPT);
    expect(full.shown[0]?.id).toBe(KEPT + 1);
    expect(full.cut).toBe(true);
    // What was let go for it does not come back on top.
    expect(idsOf(reread(full, rows(1), false).shown)).not.toContain(1);
  });
});

it('an attempt changes what is shown of its delivery', () => {
  const delivery = {
    id: 9,
    sync_id: 1,
    kind: 'event' as const,
    status: 'pending' as const,
    category: null,
    event_type: 'Order Completed',
    user_id: 'ann',
    received_at: '2026-11-25T07:16:32.122Z',
    created_at: '2026-11-25T07:16:32.122Z',
    settled_at: null,
    next_attempt_at: null,
    attempts: 0,
    latency_ms: null,
    notes: [],
  };
  const list = begun([{ ...row(1), deliveries: [delivery] }], null);
  const attempt = { ...delivery, status: 'delivered' as const, attempts: 1, latency_ms: 12 };
  const after = fed(list, [{ kind: 'delivery', attempt } as never], all);
  expect(after.shown[0]?.deliveries?.[0]).toMatchObject({ status: 'delivered', latency_ms: 12 });
});

it('a further page stands at the end', () => {
  const two = older(begun(rows(9, 8), 'cursor'), rows(7, 6), null);
  expect([idsOf(two.shown), two.more]).toEqual([[9, 8, 7, 6], null]);
});

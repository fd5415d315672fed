import { describe, expect, it } from 'vitest';
import { PAGE_LENGTH } from '../../api/events';
import type { Row } from './fates';
import { begun, fed, KEPT, letIn, older, type Rows, reread } from './rows';
import { delivery, row, said, toldAttempt, toldEvent } from './testEvents';

const FLOWS = { hold: false, wanted: () => true };
const STILL = { hold: true, wanted: () => true };

/** Rows from the id `newest` down to `oldest`. */
const down = (newest: number, oldest: number): Row[] =>
  Array.from({ length: newest - oldest + 1 }, (_, place) => row(newest - place));

const ids = (list: readonly Row[]) => list.map(({ id }) => id);
const shown = (rows: Rows) => ids(rows.shown);

describe('events that arrive', () => {
  it('stand on top, newest first', () => {
    const rows = fed(begun(down(2, 1), null), [toldEvent(3), toldEvent(4)], FLOWS);
    expect(shown(rows)).toEqual([4, 3, 2, 1]);
  });

  it('are shown from the very first of a log on, whose id is 0', () => {
    expect(shown(fed(begun([], null), [toldEvent(0)], FLOWS))).toEqual([0]);
    expect(shown(reread(begun([], null), [row(0)], false))).toEqual([0]);
  });

  it('are left out where they do not fit the filter', () => {
    const wanted = ({ user_id }: Row) => user_id === 'bob';
    const items = [toldEvent(2), toldEvent(3, { user_id: 'bob' })];
    expect(shown(fed(begun([], null), items, { hold: false, wanted }))).toEqual([3]);
  });

  it('stand there once, however often they are told', () => {
    const rows = fed(begun(down(2, 1), null), [toldEvent(2), toldEvent(3), toldEvent(3)], FLOWS);
    expect(shown(rows)).toEqual([3, 2, 1]);
  });

  it('wait while the list is to stand still, and come in when they are let in', () => {
    const still = fed(begun(down(2, 1), null), [toldEvent(3), toldEvent(4)], STILL);
    expect(shown(still)).toEqual([2, 1]);
    expect(ids(still.waiting)).toEqual([4, 3]);

    const rows = letIn(still);
    expect(shown(rows)).toEqual([4, 3, 2, 1]);
    expect(rows.waiting).toEqual([]);
  });

  it('let in those that waited', () => {
    const still = fed(begun(down(1, 1), null), [toldEvent(2)], STILL);
    expect(shown(fed(still, [toldEvent(3)], FLOWS))).toEqual([3, 2, 1]);
  });
});

describe('an attempt that ends', () => {
  const waits = row(2, {
    syncs: [said({ verdict: 'selected' })],
    deliveries: [delivery(5, { status: 'pending', attempts: 0, latency_ms: null })],
  });

  it('changes what its row tells, and leaves the other rows the very same', () => {
    const before = begun([waits, row(1)], null);
    const rows = fed(before, [toldAttempt(5, { attempts: 2, latency_ms: 900 })], FLOWS);
    expect(rows.shown[0]?.deliveries).toMatchObject([
      { id: 5, status: 'delivered', attempts: 2, latency_ms: 900 },
    ]);
    expect(rows.shown[1]).toBe(before.shown[1]);
  });

  it('of a delivery that is not shown changes nothing', () => {
    const before = begun([waits], null);
    expect(fed(before, [toldAttempt(6)], FLOWS).shown).toBe(before.shown);
  });
});

describe('the newest events, read again', () => {
  it('tell what came of those that the feed told', () => {
    const rows = fed(begun([], null), [toldEvent(1)], FLOWS);
    expect(rows.shown[0]?.deliveries).toBeNull();
    const read = row(1, { deliveries: [delivery(5)] });
    expect(reread(rows, [read], false).shown[0]).toBe(read);
  });

  it('leave the list the very same where they say nothing else', () => {
    const before = begun([row(1, { deliveries: [delivery(5)] })], null);
    const after = reread(before, [row(1, { deliveries: [delivery(5)] })], false);
    expect(after.shown).toBe(before.shown);
  });

  it('bring what the feed has not told', () => {
    expect(shown(reread(begun(down(1, 1), null), down(3, 1), false))).toEqual([3, 2, 1]);
    const still = reread(begun(down(1, 1), null), down(3, 1), true);
    expect([shown(still), ids(still.waiting)]).toEqual([[1], [3, 2]]);
  });
});

describe('what the feed skipped', () => {
  const skipped = fed(begun(down(10, 1), null), [{ kind: 'missed', count: 300 }], FLOWS);

  it('is no gap as long as the next reading may fill it', () => {
    expect(skipped.hole).toEqual({ after: 10, open: false });
  });

  it('is filled by a reading that reaches down to what was known', () => {
    expect(reread(skipped, down(60, 5), false).hole).toBeNull();
    // A page that is not full is all there is.
    expect(reread(skipped, down(60, 40), false).hole).toBeNull();
  });

  it('is a gap where a full page does not reach down to it', () => {
    const rows = reread(skipped, down(400, 401 - PAGE_LENGTH), false);
    expect(rows.hole).toEqual({ after: 10, open: true });
    // And it stays one while later events come.
    expect(fed(rows, [toldEvent(401), { kind: 'missed', count: 1 }], FLOWS).hole).toEqual({
      after: 10,
      open: true,
    });
  });
});

describe('older events', () => {
  it('stand at the end, and say where to go on', () => {
    const rows = older(begun(down(6, 4), 'c4'), down(4, 2), 'c2');
    expect(shown(rows)).toEqual([6, 5, 4, 3, 2]);
    expect(rows.more).toBe('c2');
  });
});

describe('a list that stands open for long', () => {
  const full = begun(down(KEPT, 1), null);

  it('lets its oldest rows go, and says so', () => {
    const rows = fed(full, [toldEvent(KEPT + 1)], FLOWS);
    expect(rows.shown).toHaveLength(KEPT);
    expect([rows.shown[0]?.id, rows.shown.at(-1)?.id]).toEqual([KEPT + 1, 2]);
    expect([full.cut, rows.cut]).toEqual([false, true]);
  });

  it('does not take back what it let go', () => {
    const rows = fed(full, [toldEvent(KEPT + 1)], FLOWS);
    expect(reread(rows, [row(1)], false).shown).toEqual(rows.shown);
  });

  it('has no more wait than it can show', () => {
    const items = Array.from({ length: KEPT + 20 }, (_, place) => toldEvent(KEPT + 1 + place));
    const rows = fed(full, items, STILL);
    expect(rows.waiting).toHaveLength(KEPT);
    expect(rows.waiting[0]?.id).toBe(2 * KEPT + 20);
  });
});

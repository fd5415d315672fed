import { describe, expect, it } from 'vitest';
import { type EventFilter, NO_FILTER } from './filters';
import { matches } from './matches';
import { AT, delivery, row, said } from './testEvents';

const NOW = new Date('2026-11-25T08:00:00.000Z');

const event = row(7, {
  syncs: [
    said({ verdict: 'selected' }),
    said({ verdict: 'filtered', condition: 'event.total > 10' }, null, 2),
  ],
  deliveries: [delivery(5)],
});

const fits = (filter: Partial<EventFilter>) => matches(event, { ...NO_FILTER, ...filter }, NOW);

/** The feed tells all events: the list takes those that the API would find. */
describe('an event that arrives while the list is open', () => {
  it('belongs into a list that nothing narrows', () => {
    expect(fits({})).toBe(true);
  });

  it('is of exactly the user, type, insert ID and device that are asked for', () => {
    expect(fits({ userId: 'ann', eventType: 'Order Completed' })).toBe(true);
    expect(fits({ insertId: 'insert-7', deviceId: 'device-1' })).toBe(true);
    expect(fits({ userId: 'Ann' })).toBe(false);
    expect(fits({ userId: 'ann', eventType: 'Order' })).toBe(false);
    expect(fits({ deviceId: 'device' })).toBe(false);
    expect(fits({ insertId: 'insert-70' })).toBe(false);
  });

  it('without a user is nobody’s', () => {
    const anonymous = { ...event, user_id: null };
    expect(matches(anonymous, { ...NO_FILTER, userId: 'ann' }, NOW)).toBe(false);
  });

  it('lies within the time that is asked for, its end not counted', () => {
    const between = (from: string | null, to: string | null) =>
      fits({ when: { kind: 'between', from, to } });
    expect(between(AT, null)).toBe(true);
    expect(between(null, AT)).toBe(false);
    expect(between(null, NOW.toISOString())).toBe(true);
    expect(fits({ when: { kind: 'last', period: '1h' } })).toBe(true);
    expect(fits({ when: { kind: 'last', period: '10m' } })).toBe(false);
  });

  it('had the outcome at the very sync that is asked for', () => {
    expect(fits({ outcome: 'filtered' })).toBe(true);
    expect(fits({ outcome: 'filtered', syncId: 2 })).toBe(true);
    expect(fits({ outcome: 'filtered', syncId: 1 })).toBe(false);
    expect(fits({ outcome: 'delivered', syncId: 1 })).toBe(true);
    expect(fits({ outcome: 'expired' })).toBe(false);
    expect(fits({ syncId: 3 })).toBe(false);
  });
});

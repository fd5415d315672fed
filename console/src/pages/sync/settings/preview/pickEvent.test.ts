import { describe, expect, it } from 'vitest';
import type { Draft } from '../../draft/draft';
import { toDraft } from '../../draft/draft';
import { sync } from '../../fixtures';
import { chooseEvent, type EventFacts, readPick, senderOf, wantedBy } from './pickEvent';

const event = (id: number, event_type: string, changed: string[] = []): EventFacts => ({
  id,
  event_type,
  user_id: 'ann',
  device_id: null,
  received_at: '2026-11-25T07:16:32.122Z',
  duplicate: false,
  changed,
});

const draft: Draft = toDraft({
  ...sync,
  send_users: { enabled: true, user_properties: ['gp:plan'], create_missing_attributes: false },
});

describe('a draft wants', () => {
  const wanted = wantedBy(draft);

  it('the events that it selects, and changes of the properties that it sends', () => {
    expect(wanted(event(1, 'Order Completed'))).toBe('event');
    expect(wanted(event(1, '$identify', ['plan']))).toBe('user');
    expect(wanted(event(1, 'Other', ['seats']))).toBeNull();
  });

  it('no copy', () =>
    expect(wanted({ ...event(1, 'Order Completed'), duplicate: true })).toBeNull());

  it('all events but those that only change properties', () => {
    const all = wantedBy({ ...draft, send_events: { ...draft.send_events, select: 'all' } });
    expect(all(event(1, 'Other'))).toBe('event');
    expect(all(event(1, '$identify'))).toBeNull();
  });

  it('nothing while it sends nothing', () => {
    const off = wantedBy({ ...draft, send_events: { ...draft.send_events, enabled: false } });
    expect(off(event(1, 'Order Completed'))).toBeNull();
  });
});

describe('the event that is shown', () => {
  const wanted = wantedBy(draft);
  const order = event(3, 'Order Completed');
  const change = event(4, '$identify', ['plan']);
  const other = event(5, 'Other');

  it('is the newest that is sent as an event, else one that changes a user, else the newest', () => {
    expect(chooseEvent(null, [other, change, order], wanted)).toBe(order);
    expect(chooseEvent(null, [other, change], wanted)).toBe(change);
    expect(chooseEvent(null, [other], wanted)).toBe(other);
    expect(chooseEvent(null, [], wanted)).toBeNull();
  });

  it('stays while others come', () => {
    const newer = event(9, 'Order Completed');
    expect(chooseEvent(order, [newer], wanted)).toBe(order);
    expect(chooseEvent(other, [event(9, 'Other')], wanted)).toBe(other);
  });

  it('makes way for one that is wanted', () =>
    expect(chooseEvent(other, [other, order], wanted)).toBe(order));
});

it.each([
  ['preview=42', 42],
  ['', null],
  ['preview=x', null],
  ['preview=99999999999999999999', null],
])('the address ?%s picks %s', (search, id) =>
  expect(readPick(new URLSearchParams(search))).toBe(id),
);

it('a sender without a user is a device', () => {
  expect(senderOf({ ...event(1, 'A'), user_id: null, device_id: 'd1' })).toBe('device d1');
  expect(senderOf({ ...event(1, 'A'), user_id: null })).toBe('nobody known');
});

import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { EventRow } from '../../api/events';
import { type User, userIdIn, userPath } from '../../api/users';
import { openAt } from '../../test/openAt';
import { seenLately } from './lately';
import { Component as UserPage } from './UserPage';
import { Component as UsersPage } from './UsersPage';
import { typeOf, valueText } from './values';

const AT = '2026-11-25T07:16:32.122Z';

const event: EventRow = {
  id: 7,
  offset: 7,
  received_at: AT,
  time: AT,
  endpoint: 'http_v2',
  event_type: 'Order Completed',
  user_id: 'ann/1 b',
  device_id: null,
  insert_id: null,
  duplicate: false,
  changed: [],
  syncs: [],
  deliveries: [],
};

const ann: User = {
  user_id: 'ann/1 b',
  devices: ['device-1'],
  user_properties: { plan: 'pro', seats: 12, tags: ['a', 'b'], trial: false },
  groups: { company: ['Acme'] },
  events: [event],
  deliveries: [
    {
      id: 1086,
      sync_id: 1,
      kind: 'event',
      status: 'discarded',
      category: 'user_not_found',
      event_type: 'Order Completed',
      user_id: 'ann/1 b',
      received_at: AT,
      created_at: AT,
      settled_at: AT,
      next_attempt_at: null,
      attempts: 1,
      latency_ms: null,
      notes: [],
    },
  ],
};

/** Opens an address of the console, with a server that knows one user and one event. */
function show(address: string) {
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    const page = (data: readonly unknown[]) => Response.json({ data, next_cursor: null });
    if (pathname === '/api/v1/events') return page([event]);
    if (pathname === '/api/v1/syncs') return page([]);
    if (pathname === `/api/v1/users/${encodeURIComponent(ann.user_id)}`) return Response.json(ann);
    const error = { code: 'not_found', message: 'There is no such user.', field: null };
    return Response.json({ error }, { status: 404 });
  });
  const router = openAt(address, [
    { path: '/users', element: <UsersPage /> },
    { path: '/users/:userId', element: <UserPage /> },
  ]);
  return {
    address: () => router.state.location.pathname,
    goBack: () => act(() => router.navigate(-1)),
  };
}

describe('finding a user', () => {
  it('by an id, whatever it holds', async () => {
    const user = userEvent.setup();
    const { address } = show('/users');
    await user.type(screen.getByLabelText('User ID'), 'ann/1 b{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'ann/1 b' })).toBeTruthy();
    expect(address()).toBe('/users/ann%2F1%20b');
  });

  it('leaves what was looked for where one comes back to', async () => {
    const user = userEvent.setup();
    const { goBack } = show('/users');
    await user.type(screen.getByLabelText('User ID'), 'nobody{Enter}');
    await screen.findByText('No user of this ID has been seen');
    await goBack();
    expect(screen.getByLabelText<HTMLInputElement>('User ID').value).toBe('nobody');
  });

  it('whose id the address tells apart from every other one', () => {
    for (const id of ['ann/1 b', 'a%2Fb', 'a/b', '100%', 'ü?#&+', ' a ', '/']) {
      expect(userIdIn(userPath(id))).toBe(id);
    }
    expect(userIdIn('/users/100%')).toBe('100%');
  });

  it('among those whom the latest events are about', async () => {
    show('/users');
    const seen = await screen.findByRole('link', { name: 'ann/1 b' });
    expect(seen.getAttribute('href')).toBe(userPath('ann/1 b'));
  });

  it('each once, and nobody for what is anonymous', () => {
    const anonymous = { ...event, user_id: null };
    const bob = { ...event, user_id: 'bob', event_type: 'Logged In' };
    const seen = seenLately([anonymous, bob, event, { ...bob, event_type: 'Signed Up' }]);
    expect(seen.map(({ userId, lastEvent, events }) => [userId, lastEvent, events])).toEqual([
      ['bob', 'Logged In', 2],
      ['ann/1 b', 'Order Completed', 1],
    ]);
  });
});

describe('a user', () => {
  it('is shown with properties and their types, devices and groups', async () => {
    show(userPath(ann.user_id));
    const table = await screen.findByRole('table', { name: 'User properties' });
    const rows = within(table)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent);
    expect(rows).toEqual(['planprostring', 'seats12number', 'tagsa, blist', 'trialfalseboolean']);
    expect(screen.getByText('device-1')).toBeTruthy();
    expect(screen.getByText('Acme')).toBeTruthy();
  });

  it('is shown with what Intercom was told, and why not', async () => {
    show(userPath(ann.user_id));
    const table = await screen.findByRole('table', { name: 'What Intercom was told' });
    expect(within(table).getByText('Discarded · user not found')).toBeTruthy();
    const link = within(table).getByRole('link', { name: /Open delivery 1086/ });
    expect(link.getAttribute('href')).toContain('delivery=1086');
  });

  it('opens the story of an event beside the profile', async () => {
    show(userPath(ann.user_id));
    const events = await screen.findByRole('table', { name: 'Recent events' });
    const link = within(events).getByRole('link', { name: 'Order Completed' });
    expect(link.getAttribute('href')).toBe('/users/ann%2F1%20b?event=7');
  });

  it('leads to where they are erased, with the ID filled in', async () => {
    show(userPath(ann.user_id));
    const erase = await screen.findByRole('link', { name: 'Erase this user…' });
    expect(erase.getAttribute('href')).toBe('/privacy?erase=ann%2F1+b');
  });

  it('who was never seen is told as such', async () => {
    show('/users/nobody');
    expect(await screen.findByText('No user of this ID has been seen')).toBeTruthy();
    expect(screen.getByText(/IDs are exact/)).toBeTruthy();
    const again = screen.getByRole('link', { name: 'Look again' });
    expect(again.getAttribute('href')).toBe('/users?user_id=nobody');
  });
});

describe('a value', () => {
  it('reads as it is, and tells its type', () => {
    for (const [value, type, text] of [
      ['pro', 'string', 'pro'],
      ['', 'string', '(empty)'],
      [12.5, 'number', '12.5'],
      [[1, 'a'], 'list', '1, a'],
      [[], 'list', '(empty)'],
      [{ a: 1 }, 'object', '{"a":1}'],
    ] as const) {
      expect([typeOf(value), valueText(value)]).toEqual([type, text]);
    }
  });
});

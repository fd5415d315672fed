import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import type { SyncMetrics } from '../../../api/metrics';
import { openAt } from '../../../test/openAt';
import { Component } from './DeliveryTab';
import { quiet } from './testCounts';

// There is nothing to draw on here; what is drawn is told by the table too.
vi.mock('uplot', () => ({ default: class {} }));

const SYNC = 30_000_001;

const busy: SyncMetrics['overall'] = {
  ...quiet,
  selected: { events: 800, users: 200 },
  delivered: { first: 700, after_retry: 50 },
  discarded: { user_not_found: 200 },
  expired: { timeout: 50 },
  skipped: { filtered: 300, not_selected: 400 },
  latency_ms: { p50: 12, p95: 1_500, p99: 2_000 },
  by_event_type: {
    'Order Completed': { selected: 900, delivered: 700, discarded: 200, expired: 50 },
    'Logged In': { selected: 100, delivered: 50, discarded: 0, expired: 0 },
  },
};

type Known = {
  now: SyncMetrics['overall'];
  before?: SyncMetrics['overall'];
  health?: string;
  /** For which periods the server tells what came in. */
  received?: 'both' | 'now' | 'neither';
};

/** Stands in for the server: the period that ends in the past is the one before. */
function show({ now, before = quiet, health = 'ok', received = 'both' }: Known, search = '') {
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    const to = new Date(searchParams.get('to') ?? '');
    const recent = to.getTime() > Date.now() - 60_000;
    const frame = { from: searchParams.get('from'), to: to.toString(), step: '1m' };
    if (pathname === '/api/v1/metrics') {
      if (received === 'neither' || (received === 'now' && !recent)) {
        const error = { code: 'not_found', message: 'there is nothing here', field: null };
        return Response.json({ error }, { status: 404 });
      }
      const overall = { received: recent ? 2_000 : 1_000, duplicates: recent ? 25 : 0 };
      return Response.json({ ...frame, overall, series: [] });
    }
    if (pathname === `/api/v1/syncs/${SYNC}/metrics`) {
      const overall = recent ? now : before;
      const series = [{ start: '2026-11-25T07:00:00.000Z', ...overall }];
      return Response.json({ ...frame, sync_id: SYNC, pending: 7, overall, series });
    }
    return Response.json({ id: SYNC, health: { state: health, message: null, since: null } });
  });
  const router = openAt(`/syncs/${SYNC}/delivery${search}`, [
    { path: '/syncs/:syncId/delivery', element: <Component /> },
  ]);
  return { address: () => router.state.location.search };
}

async function stations(): Promise<string[]> {
  const path = await screen.findByRole('list', { name: 'The path of what came in' });
  await within(path).findByText(/2,000/);
  return within(path)
    .getAllByRole('listitem')
    .map((station) => station.textContent ?? '');
}

it('the path leads from what came in to what became of it', async () => {
  show({ now: busy, before: { ...quiet, delivered: { first: 500, after_retry: 0 } } });
  const [received, selected, filtered, pending, delivered, discarded, expired] = await stations();
  expect(received).toContain('Received2,00025 were copies');
  expect(received).toContain('+100% on the period before');
  expect(selected).toContain('Selected1,000800 events, 200 user updates');
  expect(filtered).toContain('Filtered300400 more not selected');
  expect(pending).toContain('Pending7');
  expect(delivered).toContain('Delivered75050 after retry');
  expect(delivered).toContain('+50% on the period before');
  expect(discarded).toContain('Discarded200');
  expect(discarded).toContain('None in the period before');
  expect(expired).toContain('Expired50');
});

it('percents are of what came in, and of what settled; the address keeps the choice', async () => {
  const user = userEvent.setup();
  const { address } = show({ now: busy });
  await stations();
  await user.click(screen.getByRole('radio', { name: 'Percent' }));
  const [, selected, filtered, , delivered] = await stations();
  expect(selected).toContain('Selected40%');
  expect(filtered).toContain('Filtered15%');
  expect(delivered).toContain('Delivered75%');
  expect(address()).toBe('?figures=percent');
});

it('what came in is a dash where it is not known, and no share of it is made up', async () => {
  show({ now: busy, received: 'neither' }, '?figures=percent');
  const path = await screen.findByRole('list', { name: 'The path of what came in' });
  const [received, selected, filtered, , delivered] = within(path)
    .getAllByRole('listitem')
    .map((station) => station.textContent ?? '');
  expect(received).toContain('Received–');
  expect(selected).toContain('Selected–');
  expect(filtered).toContain('Filtered–');
  expect(delivered).toContain('Delivered75%');
});

it('nothing is said of the period before where it is not known', async () => {
  show({ now: busy, received: 'now' });
  const [received, selected] = await stations();
  expect(selected).toContain('None in the period before');
  expect(received).not.toContain('period before');
});

it('says how fresh the figures are', async () => {
  show({ now: busy });
  expect(await screen.findByText(/^Connecting, as of/)).toBeTruthy();
});

it('what failed leads to the debugger, in the same period', async () => {
  show({ now: busy }, '?period=4h');
  const discarded = await screen.findByRole('link', { name: 'Discarded' });
  expect(discarded.getAttribute('href')).toBe(`/syncs/${SYNC}/debugger?period=4h`);
});

it('a chart is also a table, which the address names', async () => {
  show({ now: busy }, '?outcomes=table');
  const table = await screen.findByRole('table', { name: 'Outcomes' });
  const row = within(table).getAllByRole('row')[1];
  expect(row?.textContent).toContain('7005020050');
});

it('event types come by how often they were selected', async () => {
  show({ now: busy });
  const table = await screen.findByRole('table', { name: 'What became of each event type' });
  const types = within(table)
    .getAllByRole('link')
    .map((link) => link.textContent);
  expect(types).toEqual(['Order Completed', 'Logged In']);
});

it('a sync that is switched off says why nothing happens', async () => {
  show({ now: quiet, health: 'disabled' });
  expect(await screen.findByText(/switched off/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Open its settings' })).toBeTruthy();
});

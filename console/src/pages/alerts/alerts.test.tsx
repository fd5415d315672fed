import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Alert, Channel } from '../../api/alerts';
import type { Role } from '../../api/role';
import { openAt } from '../../test/openAt';
import { refusal, serve } from '../../test/serve';
import { Component } from './AlertsPage';
import { alertOf } from './fixtures';

const SLACK: Channel = { kind: 'slack', target_hint: '…/B0123' };

type Known = {
  alerts?: Alert[];
  channels?: Channel[];
  role?: Role;
  test?: unknown;
  address?: string;
};

function show({ alerts = [], channels = [], role, test, address = '/alerts' }: Known) {
  const list = { data: alerts, next_cursor: null, channels };
  const asked = serve({ 'GET /alerts': list, 'POST /alerts/test': test }, role);
  openAt(address, [{ path: '/alerts', element: <Component /> }]);
  return asked;
}

describe('what is wrong', () => {
  it('is told with its reason, what to do, and the way to a sample', async () => {
    show({ alerts: [alertOf({})] });
    const now = await screen.findByRole('region', { name: 'At this moment' });
    expect(within(now).getByRole('heading', { level: 3 }).textContent).toContain('access token');
    expect(within(now).getByText('Intercom answered 401 token_revoked.')).toBeTruthy();
    expect(within(now).getByText('Critical')).toBeTruthy();
    const sample = within(now).getByRole('link', { name: /delivery 1086/ });
    expect(sample.getAttribute('href')).toBe('/syncs/30000001/debugger?delivery=1086');
  });

  it('says whom no message has reached', async () => {
    const told = [{ channel: 'webhook' as const, at: null, error: 'It answered 500.' }];
    show({ alerts: [alertOf({ told })] });
    expect(await screen.findByText('Webhook: not told yet. It answered 500.')).toBeTruthy();
  });

  it('is nothing where all is well', async () => {
    show({});
    expect(await screen.findByText(/Nothing is wrong/)).toBeTruthy();
  });

  it('moves to the history once it is well again', async () => {
    const past = alertOf({ id: 'past', state: 'cleared', cleared_at: '2026-11-25T07:20:32.122Z' });
    show({ alerts: [past], address: '/alerts?alert=past' });
    const history = await screen.findByRole('table', { name: 'History of alerts' });
    expect(within(history).getByText('4 min')).toBeTruthy();
    expect(within(history).getByText('Intercom answered 401 token_revoked.')).toBeTruthy();
    expect(screen.getByText(/Nothing is wrong/)).toBeTruthy();
  });
});

describe('channels', () => {
  it('are tested one by one', async () => {
    const user = userEvent.setup();
    const data = [{ channel: 'slack', ok: false, message: 'It answered 404.' }];
    const asked = show({ channels: [SLACK], test: { data } });
    expect(await screen.findByText('…/B0123')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Send a test message' }));
    expect(await screen.findByText('Slack: not sent. It answered 404.')).toBeTruthy();
    expect(asked.map(({ path }) => path)).toEqual(['POST /alerts/test']);
  });

  it('say when the test was refused', async () => {
    const user = userEvent.setup();
    show({ channels: [SLACK], test: () => refusal(403, 'This takes the role editor.') });
    await user.click(await screen.findByRole('button', { name: 'Send a test message' }));
    expect(await screen.findByText('This takes the role editor.')).toBeTruthy();
  });

  it('are not tested by a viewer, who is told why', async () => {
    const user = userEvent.setup();
    const asked = show({ channels: [SLACK], role: 'viewer' });
    const named = { name: 'Send a test message' };
    await screen.findByRole('button', named);
    await waitFor(() =>
      expect(screen.getByRole('button', named).getAttribute('aria-description')).toBe(
        'This takes an editor. You are signed in as a viewer.',
      ),
    );
    await user.click(screen.getByRole('button', named));
    expect(asked).toEqual([]);
  });

  it('are none at first: the page says how to set one up', async () => {
    show({});
    expect(await screen.findByText('alerts.webhook_url')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Send a test message' })).toBeNull();
  });
});

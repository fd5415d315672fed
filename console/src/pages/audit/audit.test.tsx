import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../api/audit';
import type { Role } from '../../api/role';
import { openAt } from '../../test/openAt';
import { listOf, refusal, serve } from '../../test/serve';
import { Component } from './AuditPage';

const updated: AuditEntry = {
  id: 7,
  at: '2026-11-25T07:16:32.122Z',
  actor: { kind: 'person', name: 'ann' },
  address: '203.0.113.7',
  action: 'sync.updated',
  subject: { kind: 'sync', id: '30000001', name: 'Product events' },
  differences: [
    { path: 'enabled', before: false, after: true },
    { path: 'send_events.select[0].event_type', before: null, after: 'Signed Up' },
  ],
};
const opened: AuditEntry = {
  ...updated,
  id: 6,
  action: 'session.opened',
  subject: null,
  differences: [],
};

function show(log: unknown, address = '/audit', role: Role = 'editor') {
  serve({ 'GET /audit': log }, role);
  return openAt(address, [{ path: '/audit', element: <Component /> }]);
}

describe('the audit log', () => {
  it('unfolds an entry to its differences, and the address keeps it', async () => {
    const user = userEvent.setup();
    const router = show(listOf([updated, opened]));
    const entry = await screen.findByRole('button', { name: 'Sync updated' });
    await user.click(entry);
    const table = screen.getByRole('table', { name: 'What was changed' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows.map((row) => row.textContent)).toEqual([
      'enabledfalsetrue',
      'send_events.select[0].event_type–Signed Up',
    ]);
    expect(screen.getByText('203.0.113.7')).toBeTruthy();
    expect(screen.getByRole('link', { name: /Product events/ }).getAttribute('href')).toBe(
      '/syncs/30000001',
    );
    expect(router.state.location.search).toBe('?entry=7');
  });

  it('opens at the entry that the address names', async () => {
    show(listOf([updated, opened]), '/audit?entry=6');
    expect(await screen.findByText('No values were changed by it.')).toBeTruthy();
  });

  it('is narrowed by what the address says, and asks the server for that', async () => {
    const user = userEvent.setup();
    const queries: string[] = [];
    const router = show((query: string) => {
      queries.push(query);
      return listOf([updated]);
    }, '/audit?actor=ann');
    await screen.findByRole('button', { name: 'Sync updated' });
    await user.selectOptions(screen.getByLabelText('Action'), 'sync.updated');
    await waitFor(() => expect(queries.at(-1)).toContain('action=sync.updated'));
    expect(queries[0]).toContain('actor=ann');
    expect(router.state.location.search).toBe('?actor=ann&action=sync.updated');
  });

  it('goes on where the first page ends', async () => {
    const user = userEvent.setup();
    show((query: string) =>
      query.includes('cursor=more') ? listOf([opened]) : listOf([updated], 'more'),
    );
    await user.click(await screen.findByRole('button', { name: 'Load more' }));
    expect(await screen.findByRole('button', { name: 'Session opened' })).toBeTruthy();
    expect(screen.getByText('That is all.')).toBeTruthy();
  });

  it('says when nothing was changed yet, or nothing fits', async () => {
    const user = userEvent.setup();
    show(listOf([]), '/audit?actor=nobody');
    expect(await screen.findByText('No entry fits these filters')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    expect(await screen.findByText('Nothing has been changed yet')).toBeTruthy();
  });

  it('is not for viewers', async () => {
    show(listOf([updated]), '/audit', 'viewer');
    expect(await screen.findByText('Only an editor sees this page')).toBeTruthy();
  });

  it('says what went wrong, and tries again', async () => {
    const user = userEvent.setup();
    let answers = 0;
    show(() => {
      answers += 1;
      return answers === 1 ? refusal(500, 'A fault.') : listOf([updated]);
    });
    expect(await screen.findByText('A fault.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('button', { name: 'Sync updated' })).toBeTruthy();
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { type Deletion, erasePath } from '../../api/deletions';
import type { Role } from '../../api/role';
import { openAt } from '../../test/openAt';
import { listOf, refusal, serve } from '../../test/serve';
import { Component } from './PrivacyPage';

const AT = '2026-11-25T07:16:32.122Z';

const erased: Deletion = {
  id: 4,
  user_id: 'ann',
  requested_at: AT,
  requested_by: 'Ticket 12',
  status: 'done',
  erased_at: AT,
  erased: { events: 12, deliveries: 3, profile: true },
  intercom: [{ sync_id: 1, sync_name: 'Demo', outcome: 'failed', message: 'It answered 401.' }],
  suppressed: true,
};

function show(answers: Record<string, unknown> = {}, address = '/privacy', role: Role = 'admin') {
  const asked = serve({ 'GET /deletions': listOf([erased]), ...answers }, role);
  const router = openAt(address, [{ path: '/privacy', element: <Component /> }]);
  return { asked, router };
}

describe('erasing users', () => {
  it('is asked for only after it was confirmed what goes', async () => {
    const user = userEvent.setup();
    const { asked } = show({ 'POST /deletions': { data: [] } });
    await user.type(screen.getByLabelText('User IDs'), 'bob, carol');
    await user.click(screen.getByLabelText('Delete the contact in Intercom too'));
    await user.type(screen.getByLabelText('Requested by'), 'Ticket 13');
    await user.click(screen.getByRole('button', { name: 'Erase…' }));

    const dialog = await screen.findByRole('dialog', { name: 'Erase 2 users?' });
    expect(within(dialog).getByText(/their contact in Intercom/)).toBeTruthy();
    const erase = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Erase 2 users' });
    expect(erase.disabled).toBe(true);
    expect(asked).toEqual([]);

    await user.type(within(dialog).getByLabelText(/Type the number of users, 2/), '2');
    await user.click(erase);
    await waitFor(() =>
      expect(asked).toEqual([
        {
          path: 'POST /deletions',
          body: {
            user_ids: ['bob', 'carol'],
            delete_in_intercom: true,
            requester: 'Ticket 13',
          },
        },
      ]),
    );
    const ids = screen.getByLabelText<HTMLTextAreaElement>('User IDs');
    await waitFor(() => expect(ids.value).toBe(''));
  });

  it('says what went wrong, and keeps what was entered', async () => {
    const user = userEvent.setup();
    show({ 'POST /deletions': () => refusal(503, 'The disk is full.') }, erasePath('bob'));
    await user.click(screen.getByRole('button', { name: 'Erase…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Erase this user?' });
    expect(within(dialog).getByText(/the contact there stays/)).toBeTruthy();
    await user.type(within(dialog).getByLabelText('Type “bob” to confirm'), 'bob{Enter}');
    expect(await within(dialog).findByText('The disk is full.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>('User IDs').value).toBe('bob');
  });

  it('begins with the user whose page led here, whatever the ID holds', async () => {
    const user = userEvent.setup();
    const { asked } = show({ 'POST /deletions': { data: [] } }, erasePath('a,b'));
    await user.click(screen.getByRole('button', { name: 'Erase…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Erase this user?' });
    await user.type(within(dialog).getByLabelText('Type “a,b” to confirm'), 'a,b{Enter}');
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.body).toEqual({ user_ids: ['a,b'], delete_in_intercom: false });
  });

  it('takes a hundred at most', async () => {
    const user = userEvent.setup();
    show();
    const many = Array.from({ length: 101 }, (_, n) => `user-${n}`).join('\n');
    await user.click(screen.getByLabelText('User IDs'));
    await user.paste(many);
    expect(screen.getByText('These are 101 users: 100 at most.')).toBeTruthy();
    const erase = screen.getByRole<HTMLButtonElement>('button', { name: 'Erase…' });
    expect(erase.disabled).toBe(true);
  });
});

describe('deletions', () => {
  it('unfold to their receipts', async () => {
    const user = userEvent.setup();
    const { router } = show();
    await user.click(await screen.findByRole('button', { name: 'ann' }));
    expect(screen.getByText('12 events, 3 deliveries and the profile')).toBeTruthy();
    expect(screen.getByText('It answered 401.')).toBeTruthy();
    expect(router.state.location.search).toBe('?deletion=4');
  });

  it('are found by the user', async () => {
    const user = userEvent.setup();
    const queries: string[] = [];
    show({
      'GET /deletions': (query: string) => {
        queries.push(query);
        return listOf(query.includes('user_id=bob') ? [] : [erased]);
      },
    });
    await user.type(screen.getByLabelText('Find a user'), 'bob{Enter}');
    expect(await screen.findByText('No deletion of this user')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show all deletions' }));
    expect(await screen.findByRole('button', { name: 'ann' })).toBeTruthy();
  });

  it('let a user come back when that is confirmed', async () => {
    const user = userEvent.setup();
    const { asked } = show({ 'DELETE /deletions/4/suppression': null }, '/privacy?deletion=4');
    await user.click(await screen.findByRole('button', { name: 'Let the user come back…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Let the user come back?' });
    await user.click(within(dialog).getByRole('button', { name: 'Let them come back' }));
    await waitFor(() =>
      expect(asked.map(({ path }) => path)).toEqual(['DELETE /deletions/4/suppression']),
    );
  });

  it('are none at first', async () => {
    show({ 'GET /deletions': listOf([]) });
    expect(await screen.findByText('Nobody has been erased')).toBeTruthy();
  });

  it('are for administrators', async () => {
    show({}, '/privacy', 'editor');
    expect(await screen.findByText('Only an administrator sees this page')).toBeTruthy();
    expect(screen.queryByLabelText('User IDs')).toBeNull();
  });
});

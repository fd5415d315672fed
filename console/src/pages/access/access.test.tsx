import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Key } from '../../api/keys';
import type { Person } from '../../api/people';
import type { Role } from '../../api/role';
import { openAt } from '../../test/openAt';
import { listOf, refusal, serve } from '../../test/serve';
import { Component } from './AccessPage';

const AT = '2026-11-25T07:16:32.122Z';

const admin: Person = {
  id: 1,
  name: 'admin',
  role: 'admin',
  built_in: true,
  created_at: AT,
  last_seen_at: AT,
};
const ben: Person = {
  ...admin,
  id: 2,
  name: 'Ben',
  role: 'viewer',
  built_in: false,
  last_seen_at: null,
};

const apiKey: Key = {
  id: 1,
  kind: 'api',
  name: 'Web',
  role: null,
  hint: 'ab12',
  key: 'api-key-of-the-web',
  from: 'stored',
  created_at: AT,
  created_by: 'admin',
  last_used_at: AT,
  revoked_at: null,
};
const iosKey: Key = { ...apiKey, id: 2, name: 'iOS', key: 'api-key-of-ios' };
const secret: Key = { ...apiKey, id: 3, kind: 'secret', name: 'Report', role: 'viewer', key: null };

function show(answers: Record<string, unknown> = {}, role: Role = 'admin') {
  const asked = serve(
    {
      'GET /people': listOf([admin, ben]),
      'GET /keys': listOf([apiKey, iosKey, secret]),
      ...answers,
    },
    role,
  );
  openAt('/access', [{ path: '/access', element: <Component /> }]);
  return asked;
}

describe('people', () => {
  it('are listed; the one that is built in has nothing to be done with', async () => {
    show();
    const table = await screen.findByRole('table', { name: 'People' });
    expect(within(table).getByText('Built in')).toBeTruthy();
    expect(within(table).getAllByText('Never signed in').length).toBeGreaterThan(0);
    expect(within(table).getByRole('button', { name: 'Remove: Ben' })).toBeTruthy();
    expect(within(table).queryByRole('button', { name: 'Remove: admin' })).toBeNull();
  });

  it('are added with a role, and their password is shown that once', async () => {
    const user = userEvent.setup();
    const asked = show({ 'POST /people': { ...ben, id: 3, name: 'Dora', password: 'once-only' } });
    await user.click(screen.getByRole('button', { name: 'Add a person' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a person' });
    await user.type(within(dialog).getByLabelText('Name'), ' Dora ');
    await user.click(within(dialog).getByRole('radio', { name: /Editor/ }));
    await user.click(within(dialog).getByRole('button', { name: 'Add' }));

    expect(await screen.findByText('once-only')).toBeTruthy();
    expect(screen.getByText('This is shown only once')).toBeTruthy();
    expect(asked).toEqual([{ path: 'POST /people', body: { name: 'Dora', role: 'editor' } }]);

    await user.click(screen.getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(screen.queryByText('once-only')).toBeNull());
  });

  it('whose name is taken are told so at the name', async () => {
    const user = userEvent.setup();
    show({ 'POST /people': () => refusal(409, 'There is a person of this name.') });
    await user.click(screen.getByRole('button', { name: 'Add a person' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Name'), 'Ben{Enter}');
    expect(await within(dialog).findByText('There is a person of this name.')).toBeTruthy();
  });

  it('get another role, once it is another', async () => {
    const user = userEvent.setup();
    const asked = show({ 'PUT /people/2': { ...ben, role: 'admin' } });
    await user.click(await screen.findByRole('button', { name: 'Change the role: Ben' }));
    const dialog = await screen.findByRole('dialog', { name: 'The role of Ben' });
    const save = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Change role' });
    expect(save.disabled).toBe(true);
    await user.click(within(dialog).getByRole('radio', { name: /Administrator/ }));
    await user.click(save);
    await waitFor(() =>
      expect(asked).toEqual([{ path: 'PUT /people/2', body: { role: 'admin' } }]),
    );
  });

  it('get another password, which is shown that once', async () => {
    const user = userEvent.setup();
    const asked = show({ 'POST /people/2/password': { password: 'another-one' } });
    await user.click(await screen.findByRole('button', { name: 'Reset the password: Ben' }));
    const dialog = await screen.findByRole('dialog', { name: 'The password of Ben' });
    expect(asked).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Reset password' }));
    expect(await screen.findByText('another-one')).toBeTruthy();
  });

  it('are removed when that is confirmed, and what forbids it is told', async () => {
    const user = userEvent.setup();
    const asked = show({ 'DELETE /people/2': () => refusal(503, 'The disk is full.') });
    await user.click(await screen.findByRole('button', { name: 'Remove: Ben' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove Ben?' });
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await within(dialog).findByText('The disk is full.')).toBeTruthy();
    expect(asked.map(({ path }) => path)).toEqual(['DELETE /people/2']);
  });
});

describe('keys', () => {
  it('show API keys in full, and of secret ones the end', async () => {
    show();
    const api = await screen.findByRole('table', { name: 'API keys' });
    expect(within(api).getAllByText('api-key-of-ios').length).toBeGreaterThan(0);
    const secrets = screen.getByRole('table', { name: 'Secret keys' });
    expect(within(secrets).getAllByText('Ends in ab12').length).toBeGreaterThan(0);
  });

  it('of secret kind are created with a role, and shown that once', async () => {
    const user = userEvent.setup();
    const asked = show({ 'POST /keys': { ...secret, id: 4, name: 'Job', key: 'secret-once' } });
    await user.click(screen.getByRole('button', { name: 'Create a key' }));
    const dialog = await screen.findByRole('dialog', { name: 'Create a key' });
    await user.click(within(dialog).getByRole('radio', { name: /Secret key/ }));
    await user.type(within(dialog).getByLabelText('Name'), 'Job');
    await user.click(within(dialog).getByRole('button', { name: 'Create' }));
    expect(await screen.findByText('secret-once')).toBeTruthy();
    expect(screen.getByText('This is shown only once')).toBeTruthy();
    expect(asked[0]?.body).toEqual({ kind: 'secret', name: 'Job', role: 'viewer' });
  });

  it('are revoked after it was said what stops', async () => {
    const user = userEvent.setup();
    const asked = show({ 'DELETE /keys/2': null });
    await user.click(await screen.findByRole('button', { name: 'Revoke iOS' }));
    const dialog = await screen.findByRole('dialog', { name: 'Revoke the key “iOS”?' });
    expect(within(dialog).getByText(/SDKs and servers that still send it/)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Revoke key' }));
    await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(['DELETE /keys/2']));
  });

  it('that are the last of their kind say why they stay', async () => {
    const user = userEvent.setup();
    show();
    const revoke = await screen.findByRole('button', { name: 'Revoke Report' });
    expect(revoke.getAttribute('aria-disabled')).toBe('true');
    expect(revoke.getAttribute('aria-description')).toContain('the only secret key');
    await user.click(revoke);
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('who may not manage access', () => {
  it('is told which role it takes, and nothing is asked for', async () => {
    show({}, 'editor');
    expect(await screen.findByText('Only an administrator sees this page')).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('is told plainly when the server refuses', async () => {
    show({ 'GET /people': () => refusal(403, 'This takes the role admin.') });
    expect(await screen.findByText('Your role may not see this')).toBeTruthy();
    expect(screen.getByText('This takes the role admin.')).toBeTruthy();
  });
});

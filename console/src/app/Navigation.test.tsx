import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Role } from '../api/role';
import { alertOf } from '../pages/alerts/fixtures';
import { openAt } from '../test/openAt';
import { refusal, serve } from '../test/serve';
import { Navigation } from './Navigation';

type Known = { role?: Role; name?: string; answers?: Record<string, unknown> };

function show({ role, name, answers = {} }: Known = {}) {
  const asked = serve(answers, role, name);
  const navigation = (
    <>
      <Navigation />
      <Navigation.Foot />
    </>
  );
  openAt('/', [{ path: '/', element: navigation }]);
  return asked;
}

const pages = () => screen.getAllByRole('link').map((link) => link.textContent);

describe('the ways to the pages', () => {
  it('leave out where a role finds nothing', async () => {
    show({ role: 'viewer' });
    await screen.findByText('Viewer');
    expect(pages()).toEqual(['Syncs', 'Events', 'Users', 'Catalog', 'Alerts', 'Project']);
  });

  it('lead an administrator everywhere', async () => {
    show();
    await screen.findByText('Administrator');
    expect(pages().slice(4)).toEqual(['Alerts', 'Project', 'Access', 'Privacy', 'Audit']);
  });

  it('are marked where a critical alert is raised', async () => {
    const data = [alertOf({}), alertOf({ id: 'other', severity: 'warning' })];
    show({ answers: { 'GET /alerts': { data, next_cursor: null, channels: [] } } });
    expect(await screen.findByRole('link', { name: /1 critical alert is raised/ })).toBeTruthy();
  });
});

describe('who is signed in', () => {
  it('changes their password, with the one of today', async () => {
    const user = userEvent.setup();
    const asked = show({ answers: { 'PUT /session/password': null } });
    await user.click(await screen.findByRole('button', { name: /ann/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change password…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Change your password' });
    await user.type(within(dialog).getByLabelText('Current password'), 'the old one');
    await user.type(within(dialog).getByLabelText('Password from now on'), 'short{Enter}');
    expect(within(dialog).getByText('This has 5 of 12.')).toBeTruthy();
    expect(asked).toEqual([]);

    await user.type(within(dialog).getByLabelText('Password from now on'), 'er than long{Enter}');
    await waitFor(() =>
      expect(asked).toEqual([
        {
          path: 'PUT /session/password',
          body: { current: 'the old one', password: 'shorter than long' },
        },
      ]),
    );
  });

  it('is told where the password of today is wrong', async () => {
    const user = userEvent.setup();
    show({ answers: { 'PUT /session/password': () => refusal(403, 'This password is wrong.') } });
    await user.click(await screen.findByRole('button', { name: /ann/ }));
    await user.click(await screen.findByRole('menuitem', { name: 'Change password…' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Current password'), 'wrong');
    await user.type(
      within(dialog).getByLabelText('Password from now on'),
      'long enough, this{Enter}',
    );
    expect(await within(dialog).findByText('This password is wrong.')).toBeTruthy();
  });

  it('as the person whom every server has is offered no change: it is a setting', async () => {
    const user = userEvent.setup();
    show({ name: 'admin' });
    await user.click(await screen.findByRole('button', { name: /admin/ }));
    expect(await screen.findByRole('menuitem', { name: 'Sign out' })).toBeTruthy();
    expect(screen.queryByRole('menuitem', { name: 'Change password…' })).toBeNull();
  });
});

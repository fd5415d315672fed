import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { openAt } from '../../test/openAt';
import { refusal, serve } from '../../test/serve';
import { SignInForm } from './SignInForm';

function show(answer: unknown, name?: string) {
  const asked = serve({ 'POST /session': answer });
  openAt('/', [{ path: '/', element: <SignInForm name={name} /> }]);
  return asked;
}

it('without a name it is the administrator who signs in', async () => {
  const user = userEvent.setup();
  const asked = show({ expires_at: '2026-11-25T07:16:32.122Z' });
  await user.type(screen.getByLabelText('Password'), 'the password{Enter}');
  await waitFor(() => expect(asked[0]?.body).toEqual({ password: 'the password' }));
});

it('with a name it is that person', async () => {
  const user = userEvent.setup();
  const asked = show({ expires_at: '2026-11-25T07:16:32.122Z' });
  await user.type(screen.getByLabelText('Name'), ' ann ');
  await user.type(screen.getByLabelText('Password'), 'the password{Enter}');
  await waitFor(() => expect(asked[0]?.body).toEqual({ name: 'ann', password: 'the password' }));
});

it('a wrong name and a wrong password read the same', async () => {
  const user = userEvent.setup();
  show(() => refusal(401, 'no'), 'ann');
  await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
  expect(await screen.findByText('The name or the password is wrong.')).toBeTruthy();
});

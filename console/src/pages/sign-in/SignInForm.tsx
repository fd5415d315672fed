import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../../api/errors';
import { useSignIn } from '../../api/session';

/** Asks for the admin password. */
export function SignInForm() {
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <PasswordInput
          label="Admin password"
          description="The server printed it at its first start, or took it from INTERTIDE_ADMIN_PASSWORD."
          autoComplete="current-password"
          data-autofocus
          autoFocus
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={signIn.error === null ? undefined : faultOf(signIn.error)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        <Button type="submit" loading={signIn.isPending} disabled={password === ''}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

function faultOf(error: Error): string {
  if (error instanceof ApiError && error.status === 429 && error.retryAfterSeconds !== null) {
    return `Too many wrong passwords. Try again in ${error.retryAfterSeconds} s.`;
  }
  if (error instanceof ApiError && error.status === 401) return 'This password is wrong.';
  return messageOf(error);
}

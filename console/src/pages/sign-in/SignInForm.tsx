import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../../api/errors';
import { useSignIn } from '../../api/session';

type SignInFormProps = {
  /** Who was signed in until now; nobody unless told. */
  name?: string;
};

/** Asks for a name, which the administrator leaves out, and the password. */
export function SignInForm({ name: known = '' }: SignInFormProps) {
  const [name, setName] = useState(known);
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const asAdministrator = name.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ name: name.trim(), password });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label="Name"
          description="Leave it empty to sign in as the administrator."
          autoComplete="username"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description={
            asAdministrator
              ? 'The server printed it at its first start, or took it from INTERTIDE_ADMIN_PASSWORD.'
              : 'An administrator gave it to you. Who lost it asks for another one.'
          }
          autoComplete="current-password"
          data-autofocus
          autoFocus
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={signIn.error === null ? undefined : faultOf(signIn.error, asAdministrator)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
        />
        <Button type="submit" loading={signIn.isPending} disabled={password === ''}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}

/** What went wrong. Nobody learns whether it was the name or the password. */
function faultOf(error: Error, asAdministrator: boolean): string {
  if (error instanceof ApiError && error.status === 429 && error.retryAfterSeconds !== null) {
    return `Too many wrong passwords. Try again in ${error.retryAfterSeconds} s.`;
  }
  if (error instanceof ApiError && error.status === 401) {
    return asAdministrator ? 'This password is wrong.' : 'The name or the password is wrong.';
  }
  return messageOf(error);
}

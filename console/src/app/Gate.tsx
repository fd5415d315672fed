import { Center, Loader, Modal } from '@mantine/core';
import { useRef } from 'react';
import { Outlet } from 'react-router';
import type { Schemas } from '../api/client';
import { signInName } from '../api/role';
import { useSession } from '../api/session';
import { ErrorState } from '../components/ErrorState';
import { SignInForm } from '../pages/sign-in/SignInForm';
import { SignInPage } from '../pages/sign-in/SignInPage';

/**
 * Lets in who is signed in. A session that ends while somebody works is begun again on top of
 * what they see, so that nothing typed is lost.
 */
export function Gate() {
  const session = useSession();
  const last = useRef<Schemas['WhoView'] | null>(null);
  if (session.data) last.current = session.data;
  if (session.isPending) {
    return (
      <Center mih="100vh" component="main">
        <Loader aria-label="Loading" />
      </Center>
    );
  }
  if (session.data === undefined) {
    return (
      <Center mih="100vh" p="md" component="main">
        <ErrorState error={session.error} onRetry={() => void session.refetch()} />
      </Center>
    );
  }
  if (session.data === null && last.current === null) return <SignInPage />;
  return (
    <>
      <Outlet />
      <Modal
        opened={session.data === null}
        onClose={() => undefined}
        withCloseButton={false}
        title="Your session has ended"
      >
        <SignInForm name={last.current === null ? '' : signInName(last.current)} />
      </Modal>
    </>
  );
}

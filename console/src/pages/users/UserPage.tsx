import { Anchor, Button, Stack } from '@mantine/core';
import { IconUserQuestion, IconUserX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import { erasePath } from '../../api/deletions';
import { ApiError } from '../../api/errors';
import { NEEDED, useRole } from '../../api/role';
import { useSyncs } from '../../api/syncs';
import { searchPath, type User, userIdIn, useUser } from '../../api/users';
import { CopyButton } from '../../components/CopyButton';
import { DeliveryDrawer } from '../../components/delivery/DeliveryDrawer';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { UserBelongings } from './UserBelongings';
import { UserDeliveries } from './UserDeliveries';
import { UserEvents } from './UserEvents';
import { UserProperties } from './UserProperties';

/** A user: who it is, what happened, and what Intercom was told. */
export function Component() {
  const userId = userIdIn(useLocation().pathname);
  const user = useUser(userId);
  const { may } = useRole();
  const unknown = user.error instanceof ApiError && user.error.status === 404;
  return (
    <Page
      title={userId}
      actions={
        may(NEEDED.privacy) && (
          <Button
            component={Link}
            to={erasePath(userId)}
            variant="default"
            leftSection={<IconUserX size={16} aria-hidden />}
          >
            Erase this user…
          </Button>
        )
      }
      subtitle={
        <>
          <Anchor component={Link} to="/users" inherit underline="always">
            Users
          </Anchor>{' '}
          · User ID <CopyButton text={userId} what="the user ID" />
        </>
      }
    >
      {unknown && user.data === undefined ? (
        <Unknown userId={userId} />
      ) : (
        <QueryState query={user}>{(found) => <Known key={userId} user={found} />}</QueryState>
      )}
    </Page>
  );
}

function Known({ user }: { user: User }) {
  const syncs = useSyncs().data?.data;
  const syncNames = useMemo(() => new Map(syncs?.map(({ id, name }) => [id, name])), [syncs]);
  return (
    <Stack gap="lg">
      <UserDeliveries deliveries={user.deliveries} syncNames={syncNames} />
      <UserEvents userId={user.user_id} syncNames={syncNames} />
      <UserProperties properties={user.user_properties} />
      <UserBelongings user={user} />
      <DeliveryDrawer />
    </Stack>
  );
}

function Unknown({ userId }: { userId: string }) {
  return (
    <EmptyState
      icon={<IconUserQuestion />}
      title="No user of this ID has been seen"
      action={
        <Button component={Link} to={searchPath(userId)} variant="default">
          Look again
        </Button>
      }
    >
      IDs are exact: capitals and spaces count. A user is known as soon as an event with the ID has
      arrived.
    </EmptyState>
  );
}

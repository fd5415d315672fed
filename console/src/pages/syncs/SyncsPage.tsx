import { Button, Skeleton, Stack } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useRole } from '../../api/role';
import { useSyncs } from '../../api/syncs';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { SyncTable } from './SyncTable';

/** All syncs, and how each fares. */
export function Component() {
  const syncs = useSyncs();
  const { may } = useRole();
  return (
    <Page
      title="Syncs"
      subtitle="What goes where. Figures are of the last hour."
      actions={
        may('editor') && (
          <Button component={Link} to="/catalog" leftSection={<IconPlus size={16} />}>
            Add sync
          </Button>
        )
      }
    >
      <QueryState query={syncs} loading={<Rows />}>
        {({ data }) => (data.length === 0 ? <NoSyncs /> : <SyncTable syncs={data} />)}
      </QueryState>
    </Page>
  );
}

function NoSyncs() {
  return (
    <EmptyState
      icon={<IconRefresh />}
      title="No sync yet"
      action={
        <Button component={Link} to="/start">
          Get started
        </Button>
      }
    >
      A sync says which events, users and properties go to Intercom. Until there is one, events are
      taken in and kept, and nothing is sent.
    </EmptyState>
  );
}

function Rows() {
  return (
    <Stack gap="sm" role="status" aria-label="Loading" aria-busy="true">
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} height={56} />
      ))}
    </Stack>
  );
}

import { Button, Skeleton, Stack } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link, useParams } from 'react-router';
import { ApiError } from '../../api/errors';
import { useSync } from '../../api/syncs';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { ConflictDialog } from './ConflictDialog';
import { DraftProvider } from './draft/DraftProvider';
import { LeaveDialog } from './LeaveDialog';
import { SaveNotices } from './SaveNotices';
import { SyncHeader } from './SyncHeader';
import { SyncTabs } from './SyncTabs';

/** A sync: how it is set up, what it delivers, and what went wrong. */
export function Component() {
  const { syncId = '' } = useParams();
  const id = /^\d{1,15}$/.test(syncId) ? Number(syncId) : null;
  return id === null ? <NoSuchSync name={syncId} /> : <Sync key={id} id={id} />;
}

function Sync({ id }: { id: number }) {
  const query = useSync(id);
  if (query.data === undefined && query.error instanceof ApiError && query.error.status === 404) {
    return <NoSuchSync name={String(id)} />;
  }
  if (query.data === undefined) {
    return (
      <Page title="Sync">
        <QueryState query={query} loading={<Loading />}>
          {() => null}
        </QueryState>
      </Page>
    );
  }
  return (
    <DraftProvider id={id} read={query.data}>
      <SyncHeader>
        <SaveNotices />
        <SyncTabs />
      </SyncHeader>
      <ConflictDialog />
      <LeaveDialog />
    </DraftProvider>
  );
}

function NoSuchSync({ name }: { name: string }) {
  return (
    <Page title="No such sync">
      <EmptyState
        icon={<IconMapQuestion />}
        title={`There is no sync ${name}`}
        action={
          <Button component={Link} to="/syncs" variant="default">
            To the syncs
          </Button>
        }
      >
        It may have been deleted, or the address has a slip.
      </EmptyState>
    </Page>
  );
}

function Loading() {
  return (
    <Stack gap="lg" aria-busy="true" role="status" aria-label="Loading">
      <Skeleton height={36} />
      <Skeleton height={220} />
      <Skeleton height={160} />
    </Stack>
  );
}

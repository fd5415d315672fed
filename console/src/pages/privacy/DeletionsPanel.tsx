import { Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconZoomCancel } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { useDeletions } from '../../api/deletions';
import { messageOf } from '../../api/errors';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { TextFilter } from '../../components/filter/TextFilter';
import { Panel } from '../../components/Panel';
import { DeletionsTable } from './DeletionsTable';

/** What was erased, newest first, with the receipts. */
export function DeletionsPanel() {
  const [search, setSearch] = useSearchParams();
  const userId = search.get('user_id') || null;
  const find = (id: string | null) =>
    setSearch(
      (params) => {
        if (id === null) params.delete('user_id');
        else params.set('user_id', id);
        return params;
      },
      { replace: true },
    );
  const deletions = useDeletions(userId);
  const all = deletions.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Panel title="Deletions" description="What was erased, and what Intercom answered.">
      <Stack gap="md">
        <Box component="search" aria-label="Deletions" maw={320}>
          <TextFilter
            label="Find a user"
            placeholder="Exactly as it was sent"
            value={userId}
            onChange={find}
          />
        </Box>
        {deletions.data === undefined && deletions.isError && (
          <ErrorState error={deletions.error} onRetry={() => void deletions.refetch()} />
        )}
        {deletions.isPending && <Loading />}
        {deletions.data !== undefined && all.length === 0 && (
          <Nothing userId={userId} onClear={() => find(null)} />
        )}
        {all.length > 0 && <DeletionsTable deletions={all} />}
        {deletions.hasNextPage && (
          <Group justify="center" gap="sm">
            {deletions.isFetchNextPageError && (
              <Text size="sm" c="red" role="alert">
                {messageOf(deletions.error)}
              </Text>
            )}
            <Button
              variant="default"
              loading={deletions.isFetchingNextPage}
              onClick={() => void deletions.fetchNextPage()}
            >
              Load more
            </Button>
          </Group>
        )}
      </Stack>
    </Panel>
  );
}

function Nothing({ userId, onClear }: { userId: string | null; onClear: () => void }) {
  if (userId === null) {
    return (
      <EmptyState icon={<IconShieldCheck />} title="Nobody has been erased">
        Each deletion leaves a receipt here: what was erased, when, and what Intercom answered.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconZoomCancel />}
      title="No deletion of this user"
      action={
        <Button variant="default" onClick={onClear}>
          Show all deletions
        </Button>
      }
    >
      IDs are exact: capitals and spaces count.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading the deletions">
      {['first', 'second', 'third'].map((line) => (
        <Skeleton key={line} height={36} />
      ))}
    </Stack>
  );
}

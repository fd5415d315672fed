import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconHistory, IconZoomCancel } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';
import { useAudit } from '../../api/audit';
import { messageOf } from '../../api/errors';
import { NEEDED } from '../../api/role';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { ForRole } from '../../components/ForRole';
import { Page } from '../../components/Page';
import { AuditFilters } from './AuditFilters';
import { AuditTable } from './AuditTable';
import {
  type AuditFilter,
  isNarrow,
  keyOf,
  NO_FILTER,
  queryOf,
  readFilter,
  writeFilter,
} from './filters';

/** Who changed what, and when. */
export function Component() {
  return (
    <Page
      title="Audit"
      subtitle="Every change through the console and the API: who made it, when, and what it was before."
    >
      <ForRole needs={NEEDED.audit}>
        <Log />
      </ForRole>
    </Page>
  );
}

function Log() {
  const [search, setSearch] = useSearchParams();
  const filter = readFilter(search);
  const setFilter = (next: AuditFilter) =>
    setSearch(
      (params) => {
        const written = writeFilter(params, next);
        written.delete('entry');
        return written;
      },
      { replace: true },
    );
  const log = useAudit(keyOf(filter), () => queryOf(filter, new Date()));
  const entries = log.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="md">
      <AuditFilters filter={filter} onChange={setFilter} seen={entries} />
      {log.data === undefined && log.isError && (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} />
      )}
      {log.isPending && <Loading />}
      {log.data !== undefined && entries.length === 0 && (
        <Nothing narrow={isNarrow(filter)} onClear={() => setFilter(NO_FILTER)} />
      )}
      {entries.length > 0 && (
        <>
          <AuditTable entries={entries} />
          <End log={log} />
        </>
      )}
    </Stack>
  );
}

/** What stands below the list: the way on. */
function End({ log }: { log: ReturnType<typeof useAudit> }) {
  if (log.isFetchNextPageError) {
    return (
      <Group justify="center" gap="sm">
        <Text size="sm" c="red" role="alert">
          {messageOf(log.error)}
        </Text>
        <Button variant="default" onClick={() => void log.fetchNextPage()}>
          Try again
        </Button>
      </Group>
    );
  }
  if (!log.hasNextPage) {
    return (
      <Text size="sm" c="dimmed" ta="center">
        That is all.
      </Text>
    );
  }
  return (
    <Group justify="center">
      <Button
        variant="default"
        loading={log.isFetchingNextPage}
        onClick={() => void log.fetchNextPage()}
      >
        Load more
      </Button>
    </Group>
  );
}

function Nothing({ narrow, onClear }: { narrow: boolean; onClear: () => void }) {
  if (!narrow) {
    return (
      <EmptyState icon={<IconHistory />} title="Nothing has been changed yet">
        The first change to a sync, a key or a person is recorded here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconZoomCancel />}
      title="No entry fits these filters"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Names are exact. Entries are kept for 400 days.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading the audit log">
      {['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].map((line) => (
        <Skeleton key={line} height={36} />
      ))}
    </Stack>
  );
}

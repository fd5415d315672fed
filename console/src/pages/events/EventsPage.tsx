import { SegmentedControl, Stack } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useSyncs } from '../../api/syncs';
import { Page } from '../../components/Page';
import { EventFilters } from './EventFilters';
import { EventList } from './EventList';
import { FilterChips } from './FilterChips';
import { type EventFilter, keyOf, readFilter, writeFilter } from './filters';

/** What arrives, as it arrives, and what became of it. */
export function Component() {
  const [search, setSearch] = useSearchParams();
  const key = keyOf(readFilter(search));
  // The same filter stays the very same while other things of the address change.
  const filter = useMemo(() => readFilter(new URLSearchParams(key)), [key]);
  const paused = search.get('paused') === '1';
  const syncs = useSyncs();
  const list = syncs.data?.data;
  const syncNames = useMemo(() => new Map(list?.map(({ id, name }) => [id, name])), [list]);
  const setFilter = useCallback(
    (next: EventFilter) => setSearch((params) => writeFilter(params, next), { replace: true }),
    [setSearch],
  );
  const setPaused = (next: boolean) =>
    setSearch(
      (params) => {
        if (next) params.set('paused', '1');
        else params.delete('paused');
        return params;
      },
      { replace: true },
    );
  return (
    <Page
      title="Events"
      subtitle="What arrives, and what became of it."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Whether the list follows what arrives"
          data={[
            { value: 'live', label: 'Live' },
            { value: 'paused', label: 'Paused' },
          ]}
          value={paused ? 'paused' : 'live'}
          onChange={(value) => setPaused(value === 'paused')}
        />
      }
    >
      <Stack gap="sm">
        <EventFilters filter={filter} onChange={setFilter} syncs={list ?? []} />
        <FilterChips filter={filter} onChange={setFilter} syncNames={syncNames} />
      </Stack>
      <EventList
        key={key}
        filter={filter}
        onFilter={setFilter}
        paused={paused}
        syncNames={syncNames}
      />
    </Page>
  );
}

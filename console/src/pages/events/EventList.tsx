import { Alert, Anchor, Box, Button, Card, Skeleton, Stack } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { ErrorState } from '../../components/ErrorState';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { EventDrawer } from './EventDrawer';
import { EventTable } from './EventTable';
import classes from './events.module.css';
import type { EventFilter } from './filters';
import { ListEnd } from './ListEnd';
import { NoEvents } from './NoEvents';
import { neighbours } from './neighbours';
import { returnToRow, useOpenEvent } from './openEvent';
import { KEPT } from './rows';
import { useEventRows } from './useEventRows';
import { useHold } from './useHold';

type EventListProps = {
  filter: EventFilter;
  onFilter: (filter: EventFilter) => void;
  paused: boolean;
  syncNames: ReadonlyMap<number, string>;
};

/** The events that fit, newest first, and the story of the one that is open. */
export function EventList({ filter, onFilter, paused, syncNames }: EventListProps) {
  const list = useRef<HTMLDivElement>(null);
  const hold = useHold(list, paused);
  const { newest, rows, looking, lookFurther, letIn, again } = useEventRows(filter, hold);
  const { id: openId, open, close } = useOpenEvent();
  const freshFrom = useFreshFrom(rows?.shown[0]?.id);

  const letInAtTop = () => {
    letIn();
    // Whoever used the button stands at the list again, not at a button that is gone.
    list.current?.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
  };
  const wasPaused = useRef(paused);
  useEffect(() => {
    if (wasPaused.current && !paused && !hold()) letIn();
    wasPaused.current = paused;
  });

  const closeAndReturn = () => {
    close();
    returnToRow(openId, list.current);
  };

  return (
    <Box
      ref={list}
      tabIndex={-1}
      component="section"
      aria-label="Events"
      style={{ outline: 'none' }}
    >
      {rows !== null && rows.waiting.length > 0 && (
        <WaitingButton waiting={rows.waiting.length} onClick={letInAtTop} />
      )}
      {rows?.hole?.open && (
        <Alert color="yellow" mb="sm">
          More came in than could be followed: some events are not in this list.{' '}
          <Anchor component="button" type="button" inherit onClick={again}>
            Load it again
          </Anchor>
        </Alert>
      )}
      {rows === null && !newest.isError && <Loading />}
      {rows === null && newest.isError && (
        <ErrorState error={newest.error} onRetry={() => void newest.refetch()} />
      )}
      {rows !== null && rows.shown.length > 0 && (
        <Card withBorder padding={0} style={{ overflow: 'visible' }}>
          <EventTable
            rows={rows.shown}
            label="Events, newest first"
            syncNames={syncNames}
            openId={openId}
            onOpen={open}
            freshFrom={freshFrom}
          />
        </Card>
      )}
      {rows !== null && rows.shown.length === 0 && looking.state !== 'looking' && (
        <NoEvents filter={filter} onFilter={onFilter} backTo={looking.backTo} />
      )}
      {rows !== null && (
        <ListEnd
          rows={rows}
          looking={looking}
          onFurther={lookFurther}
          onOlder={(to) => onFilter({ ...filter, when: olderThan(filter, to) })}
        />
      )}
      <EventDrawer
        id={openId}
        syncNames={syncNames}
        around={neighbours(rows?.shown ?? [], openId)}
        onGo={(id) => open(id, { replace: true })}
        onClose={closeAndReturn}
      />
    </Box>
  );
}

function WaitingButton({ waiting, onClick }: { waiting: number; onClick: () => void }) {
  const number = waiting >= KEPT ? `${count(KEPT)}+` : count(waiting);
  return (
    <div className={classes.waiting}>
      <Button
        size="compact-sm"
        radius="xl"
        leftSection={<IconArrowUp size={14} aria-hidden />}
        onClick={onClick}
        style={{ boxShadow: 'var(--mantine-shadow-md)' }}
      >
        {number} new {plural(waiting, 'event')}
      </Button>
    </div>
  );
}

/** The first event that has come in since the list was first shown; the rest is not news. */
function useFreshFrom(newestId: number | undefined): number {
  const [from, setFrom] = useState<number | null>(null);
  if (from === null && newestId !== undefined) setFrom(newestId + 1);
  return from ?? Number.POSITIVE_INFINITY;
}

/** The same filter, for what is no longer kept here. */
function olderThan({ when }: EventFilter, to: string): EventFilter['when'] {
  return { kind: 'between', from: when.kind === 'between' ? when.from : null, to };
}

function Loading() {
  return (
    <Card withBorder role="status" aria-busy="true" aria-label="Loading events">
      <Stack gap="lg">
        {Array.from({ length: 8 }, (_, line) => `line ${line}`).map((line) => (
          <Skeleton key={line} height={22} />
        ))}
      </Stack>
    </Card>
  );
}

import { Anchor, Table, Text } from '@mantine/core';
import { type MouseEvent, memo } from 'react';
import { Link, useLocation } from 'react-router';
import { Time } from '../../components/Time';
import classes from './events.module.css';
import { FateChips } from './FateChips';
import { type Row, shownFates } from './fates';
import { rowLinkId, withEvent } from './openEvent';

type EventTableProps = {
  rows: Row[];
  label: string;
  syncNames: ReadonlyMap<number, string>;
  /** The event whose story is open. */
  openId: number | null;
  onOpen: (id: number) => void;
  /** Rows from this event on have come in while the list was looked at. */
  freshFrom?: number;
  /** Left out where all are of one user. */
  withUser?: boolean;
};

/** Events, one a row; the whole row opens the story, and the event's name is the link to it. */
export function EventTable({
  rows,
  label,
  syncNames,
  openId,
  onOpen,
  freshFrom,
  withUser = true,
}: EventTableProps) {
  return (
    <Table aria-label={label} highlightOnHover>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" visibleFrom="sm" className={classes.time}>
            Received
          </Table.Th>
          <Table.Th scope="col">Event</Table.Th>
          {withUser && (
            <Table.Th scope="col" visibleFrom="sm">
              User
            </Table.Th>
          )}
          <Table.Th scope="col" className={classes.outcome}>
            Outcome
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <EventLine
            key={row.id}
            row={row}
            syncNames={syncNames}
            open={row.id === openId}
            fresh={freshFrom !== undefined && row.id >= freshFrom}
            withUser={withUser}
            onOpen={onOpen}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type EventLineProps = {
  row: Row;
  syncNames: ReadonlyMap<number, string>;
  open: boolean;
  fresh: boolean;
  withUser: boolean;
  onOpen: (id: number) => void;
};

/** Rendered again only when it changes: hundreds stand below each other while events come in. */
const EventLine = memo(function EventLine(props: EventLineProps) {
  const { row, syncNames, open, fresh, withUser, onOpen } = props;
  const openByRow = (event: MouseEvent<HTMLElement>) => {
    const inControl = event.target instanceof Element && event.target.closest('a, button');
    const selecting = window.getSelection()?.isCollapsed === false;
    if (!inControl && !selecting) onOpen(row.id);
  };
  return (
    <Table.Tr
      className={classes.row}
      onClick={openByRow}
      data-open={open || undefined}
      data-fresh={fresh || undefined}
    >
      <Table.Td visibleFrom="sm" className={classes.cell}>
        <Time at={row.received_at} />
      </Table.Td>
      <Table.Td className={classes.cell}>
        <EventLink row={row} />
        <Text component="div" size="xs" c="dimmed" hiddenFrom="sm">
          {withUser && (
            <>
              <Who row={row} />
              {' · '}
            </>
          )}
          <Time at={row.received_at} />
        </Text>
      </Table.Td>
      {withUser && (
        <Table.Td visibleFrom="sm" className={classes.cell}>
          <Who row={row} />
        </Table.Td>
      )}
      <Table.Td className={classes.cell}>
        <FateChips fates={shownFates(row)} syncNames={syncNames} />
      </Table.Td>
    </Table.Tr>
  );
});

function EventLink({ row }: { row: Row }) {
  const { search } = useLocation();
  return (
    <Anchor
      component={Link}
      to={{ search: withEvent(search, row.id) }}
      id={rowLinkId(row.id)}
      fw={500}
      size="sm"
      c="inherit"
    >
      {row.event_type}
    </Anchor>
  );
}

/** The user; the device in parentheses of an event whose user is not known. */
function Who({ row }: { row: Row }) {
  if (row.user_id !== null) return <>{row.user_id}</>;
  if (row.device_id !== null) return <>({row.device_id})</>;
  return <>(nobody)</>;
}

import { Anchor, Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from 'react-router';
import type { SyncMetrics } from '../../../api/metrics';
import { Panel } from '../../../components/Panel';
import { count } from '../../../format/numbers';

type ByEventType = SyncMetrics['overall']['by_event_type'];

/** How many stand there before one asks for the rest. */
const FIRST = 10;

type EventTypesPanelProps = { syncId: number; byEventType: ByEventType };

/** What became of each event type. */
export function EventTypesPanel({ syncId, byEventType }: EventTypesPanelProps) {
  const [all, { toggle }] = useDisclosure();
  const rows = Object.entries(byEventType).sort(([, a], [, b]) => b.selected - a.selected);
  return (
    <Panel
      title="By event type"
      description="User updates stand under the event that they came with."
      aside={
        rows.length > FIRST && (
          <Button size="xs" variant="default" onClick={toggle} aria-expanded={all}>
            {all ? `Show the first ${FIRST}` : `Show all ${count(rows.length)}`}
          </Button>
        )
      }
    >
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          No event was selected in this period.
        </Text>
      ) : (
        <Table.ScrollContainer
          minWidth={460}
          scrollAreaProps={{
            viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Event types' },
          }}
        >
          <Table aria-label="What became of each event type">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">Event type</Table.Th>
                {['Selected', 'Delivered', 'Discarded', 'Expired'].map((name) => (
                  <Table.Th key={name} scope="col" ta="right">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {(all ? rows : rows.slice(0, FIRST)).map(([eventType, counts]) => (
                <Table.Tr key={eventType}>
                  <Table.Th scope="row" fw={400}>
                    <Anchor
                      component={Link}
                      size="sm"
                      style={{ overflowWrap: 'anywhere' }}
                      to={`/events?${new URLSearchParams({ event_type: eventType, sync_id: String(syncId) })}`}
                    >
                      {eventType}
                    </Anchor>
                  </Table.Th>
                  {[counts.selected, counts.delivered, counts.discarded, counts.expired].map(
                    (n, column) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: the columns never move.
                      <Table.Td key={column} ta="right" className="numbers">
                        {count(n)}
                      </Table.Td>
                    ),
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}

import { Badge, Progress, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Backfill, useCancelBackfill } from '../../../api/deliveries';
import { messageOf } from '../../../api/errors';
import { RoleButton } from '../../../components/RoleButton';
import { Time } from '../../../components/Time';
import { count, share } from '../../../format/numbers';

const COLORS: Record<Backfill['state'], string> = {
  running: 'blue',
  done: 'green',
  cancelled: 'gray',
};

const WORDS: Record<Backfill['state'], string> = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
};

type BackfillListProps = { syncId: number; backfills: readonly Backfill[] };

/** The sync's backfills, newest first, each with how far it has come. */
export function BackfillList({ syncId, backfills }: BackfillListProps) {
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        Backfills
      </Title>
      <Table.ScrollContainer
        minWidth={760}
        type="native"
        tabIndex={0}
        role="region"
        aria-label="Backfills, scrolls sideways"
      >
        <Table aria-label="Backfills">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Events</Table.Th>
              <Table.Th scope="col">State</Table.Th>
              <Table.Th scope="col" w={180}>
                Looked at
              </Table.Th>
              <Table.Th scope="col" ta="right">
                Deliveries
              </Table.Th>
              <Table.Th scope="col">Started</Table.Th>
              <Table.Th scope="col" w={90}>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {backfills.map((backfill) => (
              <Row key={backfill.id} syncId={syncId} backfill={backfill} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

function Row({ syncId, backfill }: { syncId: number; backfill: Backfill }) {
  const { id, state, from, to, progress, deliveries, started_at } = backfill;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Time at={from} /> – <Time at={to} />
      </Table.Th>
      <Table.Td>
        <Badge color={COLORS[state]} miw="max-content">
          {WORDS[state]}
        </Badge>
      </Table.Td>
      <Table.Td>
        <Stack gap={2}>
          <Text size="xs" className="numbers">
            {lookedAt(backfill)}
          </Text>
          {state === 'running' && (
            <Progress
              value={progress.of === 0 ? 100 : (progress.looked_at / progress.of) * 100}
              aria-label={`Progress of backfill ${id}`}
            />
          )}
        </Stack>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {count(deliveries)}
      </Table.Td>
      <Table.Td>
        <Time at={started_at} as="ago" />
      </Table.Td>
      <Table.Td ta="right">
        {state === 'running' && <Cancel syncId={syncId} backfill={id} />}
      </Table.Td>
    </Table.Tr>
  );
}

function Cancel({ syncId, backfill }: { syncId: number; backfill: number }) {
  const cancel = useCancelBackfill(syncId);
  const say = (error: unknown) =>
    notifications.show({
      color: 'red',
      title: 'The backfill was not cancelled',
      message: messageOf(error),
    });
  return (
    <RoleButton
      needs="editor"
      size="xs"
      variant="default"
      loading={cancel.isPending}
      aria-label={`Cancel backfill ${backfill}`}
      onClick={() => cancel.mutate(backfill, { onError: say })}
    >
      Cancel
    </RoleButton>
  );
}

/** `3,120 of 8,000 (39%)`; the number alone once it has ended. */
export function lookedAt({ state, progress: { looked_at, of } }: Backfill): string {
  if (state === 'done') return `All ${count(of)}`;
  return `${count(looked_at)} of ${count(of)} (${share(looked_at, of)})`;
}

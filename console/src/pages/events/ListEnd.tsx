import { Button, Group, Stack, Text } from '@mantine/core';
import { ErrorState } from '../../components/ErrorState';
import { Time } from '../../components/Time';
import { count } from '../../format/numbers';
import { KEPT, type Rows } from './rows';
import type { Looking } from './useEventRows';

type ListEndProps = {
  rows: Rows;
  looking: Looking;
  /** Reads on. */
  onFurther: () => void;
  /** Shows what was received before a moment, in the place of what is shown. */
  onOlder: (before: string) => void;
};

/** What stands below the list: how far it goes back, and the way on. */
export function ListEnd({ rows, looking, onFurther, onOlder }: ListEndProps) {
  if (looking.state === 'failed') {
    return <ErrorState error={looking.error} onRetry={onFurther} />;
  }
  const oldest = rows.shown.at(-1);
  if (oldest !== undefined && (rows.cut || rows.shown.length >= KEPT)) {
    return (
      <Stack align="center" gap="xs" mt="md">
        <Text size="sm" c="dimmed">
          The list holds {count(KEPT)} events. Older ones are shown from their own time on.
        </Text>
        <Button variant="default" onClick={() => onOlder(justAfter(oldest.received_at))}>
          Show older events
        </Button>
      </Stack>
    );
  }
  if (rows.more === null) {
    return oldest === undefined ? null : (
      <Text size="sm" c="dimmed" ta="center" mt="md">
        That is all.
      </Text>
    );
  }
  return (
    <Group justify="center" gap="sm" mt="md" role="status">
      {looking.state === 'looking' && (
        <Text size="sm" c="dimmed">
          Looking further back …
        </Text>
      )}
      {looking.backTo !== null && (
        <Text size="sm" c="dimmed">
          Looked back to <Time at={looking.backTo} />.
        </Text>
      )}
      <Button variant="default" loading={looking.state === 'looking'} onClick={onFurther}>
        {looking.backTo === null ? 'Load more' : 'Look further back'}
      </Button>
    </Group>
  );
}

/** The end of a period is not in it: a millisecond later it takes in all of that moment. */
function justAfter(at: string): string {
  return new Date(new Date(at).getTime() + 1).toISOString();
}

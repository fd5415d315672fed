import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTaxonomy } from '../../../api/taxonomy';
import { useDraft } from '../draft/context';
import { type EventRowDraft, nextKey } from '../draft/draft';
import { ConditionList } from './ConditionList';
import classes from './Rows.module.css';

/** One selected event type, with conditions of its own. */
export function EventRow({ row, place }: { row: EventRowDraft; place: number }) {
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const path = `send_events.select.${place}` as const;
  const error = form.errors[`${path}.event_type`];
  const seen = taxonomy?.event_types.some(({ name }) => name === row.event_type) ?? true;
  const addAlternative = () => {
    const alternative: EventRowDraft = {
      key: nextKey(),
      event_type: row.event_type,
      where: [{ key: nextKey(), property: '', operator: 'is', values: [] }],
    };
    form.insertListItem('send_events.select', alternative, place + 1);
  };
  return (
    <li className={classes.row} data-path={`${path}.event_type`} tabIndex={-1}>
      <Group gap="xs" wrap="nowrap" justify="space-between">
        <Group gap="xs" miw={0}>
          <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
            {row.event_type}
          </Text>
          {!seen && (
            <Tooltip label="No such event has arrived yet. Check the name, or wait for the first.">
              <Badge color="gray" size="sm">
                Not seen yet
              </Badge>
            </Tooltip>
          )}
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove the event ${row.event_type}`}
          onClick={() => form.removeListItem('send_events.select', place)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <ConditionList
        path={`${path}.where`}
        conditions={row.where}
        eventTypes={[row.event_type]}
        of={`of ${row.event_type}`}
      />
      {row.where.length > 0 && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={addAlternative}
          aria-label={`or where: add other conditions under which ${row.event_type} is sent`}
        >
          or where
        </Button>
      )}
    </li>
  );
}

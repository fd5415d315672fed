import { useSortable } from '@dnd-kit/sortable';
import { ActionIcon, Group, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from '@tabler/icons-react';
import { useDraft } from '../draft/context';
import { bareName, type PropertyDraft } from '../draft/draft';
import type { Key } from './metadata';
import classes from './Rows.module.css';

type PropertyRowProps = {
  list: 'send_events.event_properties' | 'send_events.user_properties';
  entry: PropertyDraft;
  place: number;
  count: number;
  planned: Key | undefined;
};

/** A property that goes along with an event: where it stands, and the key that it is sent as. */
export function PropertyRow({ list, entry, place, count, planned }: PropertyRowProps) {
  const { form } = useDraft();
  const sortable = useSortable({ id: entry.key });
  const { transform, transition, isDragging } = sortable;
  const path = `${list}.${place}`;
  const error = form.errors[path];
  const { property } = entry;
  const move = (to: number) => form.reorderListItem(list, { from: place, to });
  const own = list === 'send_events.event_properties' ? property : bareName(property);
  const name = entry.as.trim() === '' ? own : entry.as.trim();
  return (
    <li
      ref={sortable.setNodeRef}
      className={`${classes.row} ${isDragging ? classes.dragged : ''}`}
      style={{
        transform: transform ? `translate3d(0, ${transform.y}px, 0)` : undefined,
        transition,
      }}
      data-path={path}
      tabIndex={-1}
    >
      <div className={classes.entry}>
        <ActionIcon
          {...sortable.attributes}
          {...sortable.listeners}
          className={classes.handle}
          variant="subtle"
          color="gray"
          aria-label={`Move ${property}`}
        >
          <IconGripVertical size={16} />
        </ActionIcon>
        <Text size="sm" className={classes.name} fw={500}>
          {property}
        </Text>
        <TextInput
          className={classes.becomes}
          size="xs"
          aria-label={`Send ${property} as`}
          placeholder={`as ${own}`}
          {...form.getInputProps(`${path}.as`)}
        />
        <Group gap={0} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move ${property} up`}
            disabled={place === 0}
            onClick={() => move(place - 1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Move ${property} down`}
            disabled={place === count - 1}
            onClick={() => move(place + 1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${property}`}
            onClick={() => form.removeListItem(list, place)}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
        <Note planned={planned} name={name} error={typeof error === 'string' ? error : undefined} />
      </div>
    </li>
  );
}

type NoteProps = { planned: Key | undefined; name: string; error: string | undefined };

/** What is to be known of the key, where it is not plain. */
function Note({ planned, name, error }: NoteProps) {
  if (error !== undefined) {
    return (
      <Text size="xs" c="var(--mantine-color-error)" className={classes.note} role="alert">
        {error}
      </Text>
    );
  }
  if (planned === undefined) return null;
  const texts = [
    planned.fate === 'taken' &&
      `An earlier property is sent as “${planned.key}”, and wins. Send this one as something else.`,
    planned.key !== name &&
      planned.fate !== 'taken' &&
      `Intercom forbids some characters in keys: it is sent as “${planned.key}”.`,
  ].filter((text) => text !== false);
  if (texts.length === 0) return null;
  return (
    <Text size="xs" c="dimmed" className={classes.note}>
      {texts.join(' ')}
    </Text>
  );
}

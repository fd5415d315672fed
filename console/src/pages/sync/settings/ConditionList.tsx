import { Button, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useDraft } from '../draft/context';
import { type ConditionDraft, nextKey } from '../draft/draft';
import { ConditionRow } from './ConditionRow';

type ConditionListProps = {
  /** Where the list stands in the form. */
  path: 'send_events.where' | `send_events.select.${number}.where`;
  conditions: ConditionDraft[];
  /** The events that they are asked of. */
  eventTypes: readonly string[] | 'all';
  /** Whose conditions they are, for those who hear it. */
  of: string;
};

/** Conditions that all must hold. */
export function ConditionList({ path, conditions, eventTypes, of }: ConditionListProps) {
  const { form } = useDraft();
  const add = () => {
    const condition: ConditionDraft = { key: nextKey(), property: '', operator: 'is', values: [] };
    form.insertListItem(path, condition);
  };
  const word = conditions.length === 0 ? 'where' : 'and where';
  return (
    <Stack gap="xs">
      {conditions.map((condition, place) => (
        <ConditionRow
          key={condition.key}
          path={`${path}.${place}`}
          condition={condition}
          eventTypes={eventTypes}
          word={place === 0 ? 'where' : 'and'}
          name={`Condition ${place + 1} ${of}`}
          onRemove={() => form.removeListItem(path, place)}
        />
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
          aria-label={`${word}: add a condition ${of}`}
        >
          {word}
        </Button>
      </div>
    </Stack>
  );
}

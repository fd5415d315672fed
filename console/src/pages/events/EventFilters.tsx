import { Autocomplete, Box, Button, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type FormEvent, useId } from 'react';
import type { Sync } from '../../api/syncs';
import { useTaxonomy } from '../../api/taxonomy';
import { fateName } from '../../components/OutcomeBadge';
import classes from './events.module.css';
import { type EventFilter, OUTCOMES } from './filters';
import { TimeFilter } from './TimeFilter';
import { useDraft } from './useDraft';

type EventFiltersProps = {
  filter: EventFilter;
  onChange: (filter: EventFilter) => void;
  syncs: readonly Sync[];
};

/** The fields of the search. Texts count with Enter, or when the field is left: ids are whole. */
export function EventFilters({ filter, onChange, syncs }: EventFiltersProps) {
  const [opened, { toggle }] = useDisclosure();
  const fields = useId();
  const set = (part: Partial<EventFilter>) => onChange({ ...filter, ...part });
  return (
    <Box component="search" aria-label="Events">
      <Button
        hiddenFrom="sm"
        variant="default"
        leftSection={<IconFilter size={16} aria-hidden />}
        aria-expanded={opened}
        aria-controls={fields}
        onClick={toggle}
        mb={opened ? 'sm' : 0}
      >
        Filters
      </Button>
      <div id={fields} className={classes.more} data-open={opened || undefined}>
        <TextField
          label="User ID"
          value={filter.userId}
          onChange={(userId) => set({ userId })}
          placeholder="Exactly as sent"
        />
        <EventTypeField value={filter.eventType} onChange={(eventType) => set({ eventType })} />
        <NativeSelect
          label="Outcome"
          data={[
            { value: '', label: 'Any outcome' },
            ...OUTCOMES.map((outcome) => ({ value: outcome, label: fateName(outcome) })),
          ]}
          value={filter.outcome ?? ''}
          onChange={({ currentTarget: { value } }) =>
            set({ outcome: OUTCOMES.find((outcome) => outcome === value) ?? null })
          }
        />
        {(syncs.length > 1 || filter.syncId !== null) && (
          <NativeSelect
            label="Sync"
            data={[
              { value: '', label: 'Any sync' },
              ...syncs.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
            value={filter.syncId === null ? '' : String(filter.syncId)}
            onChange={({ currentTarget: { value } }) =>
              set({ syncId: value === '' ? null : Number(value) })
            }
          />
        )}
        <TextField
          label="Insert ID"
          value={filter.insertId}
          onChange={(insertId) => set({ insertId })}
        />
        <TextField
          label="Device ID"
          value={filter.deviceId}
          onChange={(deviceId) => set({ deviceId })}
        />
        <TimeFilter when={filter.when} onChange={(when) => set({ when })} />
      </div>
    </Box>
  );
}

type FieldProps = { value: string | null; onChange: (value: string | null) => void };

function TextField({
  label,
  placeholder,
  value,
  onChange,
}: FieldProps & { label: string; placeholder?: string }) {
  const { draft, setDraft, take } = useDraft(value ?? '', (text) => onChange(text || null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(draft);
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        label={label}
        placeholder={placeholder}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => take(draft)}
        autoComplete="off"
        spellCheck={false}
      />
    </form>
  );
}

function EventTypeField({ value, onChange }: FieldProps) {
  const taxonomy = useTaxonomy();
  const { draft, setDraft, take } = useDraft(value ?? '', (text) => onChange(text || null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(draft);
  };
  return (
    <form onSubmit={submit}>
      <Autocomplete
        label="Event type"
        placeholder="Any event"
        data={taxonomy.data?.event_types.map(({ name }) => name) ?? []}
        limit={50}
        value={draft}
        onChange={setDraft}
        onOptionSubmit={take}
        onBlur={() => take(draft)}
        spellCheck={false}
      />
    </form>
  );
}

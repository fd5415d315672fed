import { Autocomplete, NativeSelect } from '@mantine/core';
import type { FormEvent } from 'react';
import type { Sync } from '../../api/syncs';
import { useTaxonomy } from '../../api/taxonomy';
import { FilterBox } from '../../components/filter/FilterBox';
import { TextFilter } from '../../components/filter/TextFilter';
import { TimeFilter } from '../../components/filter/TimeFilter';
import { useDraft } from '../../components/filter/useDraft';
import { fateName } from '../../components/OutcomeBadge';
import { type EventFilter, OUTCOMES } from './filters';

type EventFiltersProps = {
  filter: EventFilter;
  onChange: (filter: EventFilter) => void;
  syncs: readonly Sync[];
};

/** The fields of the search. Texts count with Enter, or when the field is left: ids are whole. */
export function EventFilters({ filter, onChange, syncs }: EventFiltersProps) {
  const set = (part: Partial<EventFilter>) => onChange({ ...filter, ...part });
  return (
    <FilterBox label="Events">
      <TextFilter
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
      <TextFilter
        label="Insert ID"
        value={filter.insertId}
        onChange={(insertId) => set({ insertId })}
      />
      <TextFilter
        label="Device ID"
        value={filter.deviceId}
        onChange={(deviceId) => set({ deviceId })}
      />
      <TimeFilter label="Received" when={filter.when} onChange={(when) => set({ when })} />
    </FilterBox>
  );
}

type FieldProps = { value: string | null; onChange: (value: string | null) => void };

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

import { NativeSelect } from '@mantine/core';
import type { AuditEntry } from '../../api/audit';
import { FilterBox } from '../../components/filter/FilterBox';
import { TextFilter } from '../../components/filter/TextFilter';
import { TimeFilter } from '../../components/filter/TimeFilter';
import type { AuditFilter } from './filters';
import { actionsToChoose } from './words';

type AuditFiltersProps = {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
  /** The entries that are shown: what they tell of can be chosen. */
  seen: readonly AuditEntry[];
};

/** What narrows the log. */
export function AuditFilters({ filter, onChange, seen }: AuditFiltersProps) {
  const set = (part: Partial<AuditFilter>) => onChange({ ...filter, ...part });
  return (
    <FilterBox label="Audit log">
      <TextFilter
        label="Who"
        placeholder="Name of a person or key"
        value={filter.actor}
        onChange={(actor) => set({ actor })}
      />
      <NativeSelect
        label="Action"
        data={[{ value: '', label: 'Any action' }, ...actionsToChoose(seen, filter.action)]}
        value={filter.action ?? ''}
        onChange={({ currentTarget: { value } }) => set({ action: value || null })}
      />
      <TextFilter
        label="Subject ID"
        placeholder="Such as a sync ID"
        value={filter.subject}
        onChange={(subject) => set({ subject })}
      />
      <TimeFilter label="When" when={filter.when} onChange={(when) => set({ when })} />
    </FilterBox>
  );
}

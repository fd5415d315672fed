import { Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { sentence } from '../../format/words';
import { PERIODS } from '../usePeriod';
import { lastName, type When } from './when';

type TimeFilterProps = {
  /** What happened then, as in `Received`. */
  label: string;
  when: When;
  onChange: (when: When) => void;
};

const CHOICES = [
  { value: 'any', label: 'Any time' },
  ...PERIODS.map(({ value }) => ({ value, label: sentence(lastName(value)) })),
  { value: 'between', label: 'From … to …' },
];

/** When something happened: any time, a period that ends now, or between two moments. */
export function TimeFilter({ label, when, onChange }: TimeFilterProps) {
  const [between, setBetween] = useState(false);
  const open = between || when.kind === 'between';
  const choose = (value: string) => {
    setBetween(value === 'between');
    const period = PERIODS.find((known) => known.value === value);
    if (period !== undefined) onChange({ kind: 'last', period: period.value });
    else if (value === 'any') onChange({ kind: 'any' });
  };
  const chosen = when.kind === 'last' ? when.period : when.kind;
  return (
    <Stack gap="xs">
      <NativeSelect
        label={label}
        data={CHOICES}
        value={open ? 'between' : chosen}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {open && <Between when={when} onChange={onChange} />}
    </Stack>
  );
}

function Between({ when, onChange }: Omit<TimeFilterProps, 'label'>) {
  const { from, to } = when.kind === 'between' ? when : { from: null, to: null };
  const change = (next: { from: string | null; to: string | null }) =>
    onChange(
      next.from === null && next.to === null ? { kind: 'any' } : { kind: 'between', ...next },
    );
  const backwards = from !== null && to !== null && new Date(from) >= new Date(to);
  return (
    <Group gap="xs" grow preventGrowOverflow={false} align="flex-start">
      <TextInput
        type="datetime-local"
        label="From"
        value={localInput(from)}
        onChange={(event) => change({ from: moment(event.currentTarget.value), to })}
      />
      <TextInput
        type="datetime-local"
        label="Before"
        value={localInput(to)}
        onChange={(event) => change({ from, to: moment(event.currentTarget.value) })}
        error={backwards ? 'This must be later than “From”.' : undefined}
      />
    </Group>
  );
}

/** What `<input type="datetime-local">` holds, as the address keeps it. */
function moment(input: string): string | null {
  const at = new Date(input);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** A moment as `<input type="datetime-local">` takes it, in the user's time zone. */
function localInput(text: string | null): string {
  if (text === null) return '';
  const at = new Date(text);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

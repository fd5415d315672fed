import {
  Button,
  Group,
  NativeSelect,
  Popover,
  SegmentedControl,
  Stack,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { fullTime } from '../format/time';
import { type Bounds, boundsOf, PERIODS, type Period, type PeriodName } from './usePeriod';

type PeriodPickerProps = {
  period: Period;
  onChange: (name: PeriodName, bounds?: Bounds) => void;
};

/** Picks one of the named periods, or any other one. */
export function PeriodPicker({ period, onChange }: PeriodPickerProps) {
  const choices = PERIODS.map(({ value, label }) => ({ value, label }));
  const choose = (value: string) => {
    const known = PERIODS.find((named) => named.value === value);
    if (known !== undefined) onChange(known.value);
  };
  return (
    <Group gap="xs">
      <SegmentedControl
        visibleFrom="sm"
        size="xs"
        aria-label="Period"
        data={choices}
        value={period.name}
        onChange={choose}
      />
      <NativeSelect
        hiddenFrom="sm"
        size="xs"
        aria-label="Period"
        data={
          period.name === 'custom' ? [...choices, { value: 'custom', label: 'Custom' }] : choices
        }
        value={period.name}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <CustomPeriod period={period} onChange={onChange} />
    </Group>
  );
}

function CustomPeriod({ period, onChange }: PeriodPickerProps) {
  const [opened, { toggle, close }] = useDisclosure();
  const bounds = boundsOf(period);
  const [from, setFrom] = useState(localInput(bounds.from));
  const [to, setTo] = useState(localInput(bounds.to));
  const valid = from !== '' && to !== '' && new Date(from) < new Date(to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange('custom', { from: new Date(from), to: new Date(to) });
    close();
  };
  const open = () => {
    setFrom(localInput(bounds.from));
    setTo(localInput(bounds.to));
    toggle();
  };
  const label =
    period.fixed === null
      ? 'Custom'
      : `${fullTime(period.fixed.from)} – ${fullTime(period.fixed.to)}`;
  return (
    <Popover opened={opened} onChange={close} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button size="xs" variant={period.fixed === null ? 'default' : 'light'} onClick={open}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              type="datetime-local"
              label="From"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label="To"
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              error={valid ? undefined : 'The end must be after the beginning.'}
            />
            <Button type="submit" size="xs" disabled={!valid}>
              Show
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A moment as `<input type="datetime-local">` takes it, in the user's time zone. */
function localInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

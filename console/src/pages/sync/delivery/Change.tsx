import { Text } from '@mantine/core';
import { change } from '../../../format/numbers';

type ChangeProps = {
  present: number;
  /** `null` while it is not known. */
  before: number | null;
};

/** How a figure changed since the period before. */
export function Change({ present, before }: ChangeProps) {
  return (
    <Text component="div" size="xs" c="dimmed" className="numbers">
      {changeText(present, before)}
    </Text>
  );
}

/** `+12.5% since the period before`, or why there is no such figure. */
export function changeText(present: number, before: number | null): string {
  if (before === null) return '\u00a0';
  if (present === before) return 'As in the period before';
  if (before === 0) return 'None in the period before';
  return `${change(present, before)?.text ?? ''} on the period before`;
}

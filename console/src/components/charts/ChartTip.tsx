import { Group, Paper, Stack, Text } from '@mantine/core';
import { stepTime } from '../../format/time';
import { Swatch } from './Swatch';
import type { Chart } from './series';
import type { ChartKind } from './TimeSeriesChart';

/** How wide it may be, and how far it stands from the pointer. */
const WIDTH = 220;
const GAP = 12;

type ChartTipProps = {
  chart: Chart;
  kind: ChartKind;
  step: number;
  left: number;
  width: number;
  format: (value: number) => string;
};

/** What happened in the step that is pointed at. */
export function ChartTip({ chart, kind, step, left, width, format }: ChartTipProps) {
  const start = chart.steps[step];
  if (start === undefined) return null;
  const right = left + GAP;
  const x = right + WIDTH > width ? Math.max(0, left - GAP - WIDTH) : right;
  return (
    <Paper
      withBorder
      shadow="sm"
      p="xs"
      pos="absolute"
      top={8}
      left={x}
      w={WIDTH}
      aria-hidden
      style={{ pointerEvents: 'none', zIndex: 1 }}
    >
      <Stack gap={2}>
        <Text size="xs" fw={600} className="numbers">
          {stepTime(start, chart.stepMs)}
        </Text>
        {chart.series.map(({ label, color, texture, values }) => (
          <Group key={label} gap={6} wrap="nowrap" justify="space-between">
            <Swatch color={color} label={label} texture={texture} line={kind === 'lines'} />
            <Text size="xs" className="numbers">
              {valueText(values[step] ?? null, format)}
            </Text>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

/** A value of a step, and a dash where there is none. */
export const valueText = (value: number | null, format: (value: number) => string) =>
  value === null ? '–' : format(value);

import { Box, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { ChartTip } from './ChartTip';
import { optionsOf } from './plot';
import { type Chart, stacked } from './series';

export type ChartKind = 'stacked' | 'lines';

type TimeSeriesChartProps = {
  chart: Chart;
  kind: ChartKind;
  /** What the chart tells, for those who do not see it. */
  label: string;
  format: (value: number) => string;
};

const HEIGHT = 240;

/** Where the pointer is: over which step, and how far from the left. */
type Pointed = { step: number; left: number };

/** Values over time, drawn. Its table says the same in numbers. */
export function TimeSeriesChart({ chart, kind, label, format }: TimeSeriesChartProps) {
  const { ref: frame, width } = useElementSize();
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const data = useMemo(() => dataOf(chart, kind), [chart, kind]);
  const latest = useRef({ data, format });
  latest.current = { data, format };
  const looks = chart.series.map(({ label, color }) => `${label} ${color}`).join();
  const { stepMs, series } = chart;

  // Drawn afresh where its look changes; values alone are put into what is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the series count by their looks.
  useEffect(() => {
    if (place.current === null || width === 0) return;
    const colors = getComputedStyle(document.documentElement);
    const options = optionsOf({
      kind,
      stepMs,
      series,
      width,
      height: HEIGHT,
      color: (name) => colors.getPropertyValue(name),
      format: (value) => latest.current.format(value),
      onPoint: (step, left) => setPointed(step === null ? null : { step, left }),
    });
    plot.current = new uPlot(options, latest.current.data, place.current);
    return () => {
      plot.current?.destroy();
      plot.current = null;
    };
  }, [looks, kind, stepMs, width, scheme]);

  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <Box ref={frame} pos="relative">
      <div ref={place} role="img" aria-label={label} style={{ height: HEIGHT }} />
      {pointed !== null && (
        <ChartTip chart={chart} kind={kind} {...pointed} width={width} format={format} />
      )}
    </Box>
  );
}

/** What uPlot draws: seconds, then the layers, those of a stack from the top down. */
function dataOf({ steps, series }: Chart, kind: ChartKind): uPlot.AlignedData {
  const times = steps.map((step) => step.getTime() / 1_000);
  if (kind === 'stacked') return [times, ...stacked(series).reverse()];
  return [times, ...series.map(({ values }) => [...values])];
}

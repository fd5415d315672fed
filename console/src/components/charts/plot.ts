import uPlot from 'uplot';
import type { Series } from './series';
import type { ChartKind } from './TimeSeriesChart';
import { DASHES, fillOf } from './texture';
import { timeLabels } from './timeAxis';

type Look = {
  kind: ChartKind;
  stepMs: number;
  series: readonly Series[];
  width: number;
  height: number;
  /** The colour that a CSS variable holds. */
  color: (name: string) => string;
  format: (value: number) => string;
  /** Told where the pointer is: over which step, `null` where over none; and how far from the left. */
  onPoint: (step: number | null, left: number) => void;
};

/** How much of a step's width a bar takes. */
const BAR_SHARE = 0.8;
const BAR_MOST_PX = 28;

/** Steps of an axis that counts: whole numbers only. */
const WHOLE = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

/** How uPlot draws a chart. */
export function optionsOf(look: Look): uPlot.Options {
  const { kind, width, height, color, format, onPoint, stepMs } = look;
  const axis: uPlot.Axis = {
    stroke: color('--mantine-color-dimmed'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    // Room for half of a time under the last bar.
    padding: [8, 32, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === 'lines' } },
    scales: {
      x: { range: (_, first, last) => padded(first, last, stepMs) },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: (_, labels) => (labels?.some((label) => label.includes('\n')) ? 46 : 32),
        space: 80,
        values: (_, seconds) => timeLabels(seconds, stepMs),
      },
      {
        ...axis,
        size: (_, values) => widthOf(values ?? []),
        ...(kind === 'stacked' ? { incrs: WHOLE } : {}),
        values: (_, values) => values.map((value) => format(value)),
      },
    ],
    series: [{}, ...drawn(look)],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left }, over: { offsetLeft } }) => {
          const inside = typeof idx === 'number' && left !== undefined && left >= 0;
          onPoint(inside ? idx : null, offsetLeft + (left ?? 0));
        },
      ],
    },
  };
}

function drawn({ kind, series, color }: Look): uPlot.Series[] {
  if (kind === 'lines') {
    return series.map(({ label, color: name, texture }) => ({
      label,
      stroke: color(name),
      width: 2,
      dash: DASHES[texture],
      points: { size: 5 },
    }));
  }
  // The whole of a stack is drawn first, and what lies below over it.
  const bars = uPlot.paths.bars?.({ size: [BAR_SHARE, BAR_MOST_PX] });
  return series
    .map(({ label, color: name, texture }) => ({
      label,
      fill: fillOf(texture, color(name), color('--surface')),
      width: 0,
      points: { show: false },
      ...(bars === undefined ? {} : { paths: bars }),
    }))
    .reverse();
}

/** How much room the longest of an axis' labels takes, in pixels. */
const widthOf = (labels: readonly string[]) =>
  16 + 7 * Math.max(4, ...labels.map((label) => label.length));

/** Room for half a step at both ends, so that the first and the last bar are whole. */
function padded(first: number, last: number, stepMs: number): [number, number] {
  const half = stepMs / 2_000;
  return [first - half, last + half];
}

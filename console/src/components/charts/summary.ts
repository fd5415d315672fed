import type { Chart } from './series';
import type { ChartKind } from './TimeSeriesChart';

/** A chart in a sentence for each of its series: the sum of a layer, the range of a line. */
export function summaryOf(
  { series }: Chart,
  kind: ChartKind,
  format: (value: number) => string,
): string {
  const sentences = series.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    if (kind === 'stacked') return `${label}: ${format(known.reduce((sum, n) => sum + n, 0))}.`;
    if (known.length === 0) return `${label}: nothing.`;
    return `${label}: ${format(Math.min(...known))} to ${format(Math.max(...known))}.`;
  });
  return sentences.join(' ');
}

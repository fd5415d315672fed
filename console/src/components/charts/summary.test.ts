import { expect, it } from 'vitest';
import type { Chart } from './series';
import { summaryOf } from './summary';

const chart = (...values: (number | null)[]): Chart => ({
  steps: values.map((_, minute) => new Date(Date.UTC(2026, 10, 25, 7, minute))),
  stepMs: 60_000,
  series: [{ label: 'Delivered', color: '--x', texture: 'plain', values }],
});

it('a stack is told by the sums of its layers', () => {
  expect(summaryOf(chart(3, null, 4), 'stacked', String)).toBe('Delivered: 7.');
});

it('lines are told by their ranges, and gaps count for nothing', () => {
  expect(summaryOf(chart(30, null, 4), 'lines', (ms) => `${ms} ms`)).toBe(
    'Delivered: 4 ms to 30 ms.',
  );
  expect(summaryOf(chart(null), 'lines', String)).toBe('Delivered: nothing.');
});

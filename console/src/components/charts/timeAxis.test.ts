import { expect, it } from 'vitest';
import { timeLabels } from './timeAxis';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Hours of a day, in the time zone of whoever looks. */
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime() / 1_000;

/** Which of the labels name a day under their time. */
const dated = (labels: string[]) => labels.map((label) => label.includes('\n'));

it('a day is named where it begins, and at the beginning of a chart in hours', () => {
  const labels = timeLabels([at(24, 12), at(24, 18), at(25, 0), at(25, 6)], HOUR);
  expect(dated(labels)).toEqual([true, false, true, false]);
});

it('a chart in minutes names a day only where midnight lies in it', () => {
  expect(dated(timeLabels([at(24, 22), at(24, 23)], MINUTE))).toEqual([false, false]);
  expect(dated(timeLabels([at(24, 23), at(25, 0)], MINUTE))).toEqual([false, true]);
});

it('a chart in days has no times of day', () => {
  const [label] = timeLabels([at(25, 0)], 24 * HOUR);
  expect(label).not.toMatch(/:/);
  expect(label).toContain('25');
});

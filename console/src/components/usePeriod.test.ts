import { describe, expect, it } from 'vitest';
import { before, boundsOf, readPeriod, stepOf } from './usePeriod';

describe('readPeriod', () => {
  it('knows the named periods, and an hour for what it does not know', () => {
    expect(readPeriod('4h', null, null)).toMatchObject({ name: '4h', lengthMs: 14_400_000 });
    expect(readPeriod('fortnight', null, null)).toMatchObject({ name: '1h', lengthMs: 3_600_000 });
  });

  it('takes a custom period where it has a beginning before its end', () => {
    const custom = readPeriod('custom', '2026-11-25T10:00:00Z', '2026-11-25T11:30:00Z');
    expect(custom).toMatchObject({ name: 'custom', lengthMs: 5_400_000 });
    expect(readPeriod('custom', '2026-11-25T10:00:00Z', '2026-11-25T09:00:00Z').name).toBe('1h');
    expect(readPeriod('custom', 'soon', 'later').name).toBe('1h');
  });
});

it('the period before is as long, and ends where this one begins', () => {
  const now = new Date('2026-11-25T12:00:00Z');
  const bounds = before(boundsOf(readPeriod('1h', null, null), now));
  expect(bounds.from.toISOString()).toBe('2026-11-25T10:00:00.000Z');
  expect(bounds.to.toISOString()).toBe('2026-11-25T11:00:00.000Z');
});

it.each([10, 60, 240, 1_440, 10_080, 20_160])(
  '%d minutes are drawn in 10 to 120 steps',
  (minutes) => {
    const steps = (minutes * 60_000) / stepOf(minutes * 60_000).ms;
    expect(steps).toBeGreaterThanOrEqual(10);
    expect(steps).toBeLessThanOrEqual(120);
  },
);

import { describe, expect, it } from 'vitest';
import { alertOf } from './fixtures';
import { channelName, lastedMs, mostUrgentFirst, samplePath } from './looks';

describe('alerts', () => {
  it('stand with the most urgent first, and the newest among equals', () => {
    const old = alertOf({ id: 'old', raised_at: '2026-11-25T07:00:00.000Z' });
    const late = alertOf({ id: 'late', raised_at: '2026-11-25T08:00:00.000Z' });
    const warning = alertOf({
      id: 'warning',
      severity: 'warning',
      raised_at: '2026-11-25T09:00:00.000Z',
    });
    expect(mostUrgentFirst([warning, old, late]).map(({ id }) => id)).toEqual([
      'late',
      'old',
      'warning',
    ]);
  });

  it('lasted from when they were raised until they were cleared', () => {
    const raised_at = '2026-11-25T07:00:00.000Z';
    expect(lastedMs(alertOf({ raised_at, cleared_at: '2026-11-25T07:05:00.000Z' }))).toBe(300_000);
    expect(lastedMs(alertOf({ raised_at, cleared_at: null }))).toBeNull();
  });

  it('lead to the delivery that stands for all, where there is one', () => {
    expect(samplePath(alertOf({}))).toBe('/syncs/30000001/debugger?delivery=1086');
    expect(samplePath(alertOf({ sample: null }))).toBeNull();
    expect(samplePath(alertOf({ sync: null }))).toBeNull();
  });
});

it('a channel goes by its name', () => {
  expect(channelName('email')).toBe('E-mail');
  expect(channelName('pager')).toBe('pager');
});

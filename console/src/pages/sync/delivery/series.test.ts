import { expect, it } from 'vitest';
import type { SyncMetrics } from '../../../api/metrics';
import { latencySeries, outcomeSeries } from './series';
import { quiet } from './testCounts';

const idle = { start: '2026-11-25T07:00:00.000Z', ...quiet };

const busy: SyncMetrics['series'][number] = {
  ...idle,
  delivered: { first: 5, after_retry: 2 },
  discarded: { user_not_found: 2, invalid_payload: 1 },
  expired: { timeout: 4 },
  latency_ms: { p50: 12, p95: 900, p99: 2_000 },
};

it('outcomes add up over the categories, step by step', () => {
  const rows = outcomeSeries([idle, busy]).map(({ label, values }) => [label, ...values]);
  expect(rows).toEqual([
    ['Delivered at once', 0, 5],
    ['Delivered after retry', 0, 2],
    ['Discarded', 0, 3],
    ['Expired', 0, 4],
  ]);
});

it('a step without deliveries has no latency', () => {
  const rows = latencySeries([idle, busy]).map(({ label, values }) => [label, ...values]);
  expect(rows).toEqual([
    ['p50', null, 12],
    ['p95', null, 900],
    ['p99', null, 2_000],
  ]);
});

it('each layer and line looks different without its colour, or lies beside a much lighter one', () => {
  const textures = latencySeries([busy]).map(({ texture }) => texture);
  expect(new Set(textures).size).toBe(textures.length);
  const [, , discarded, expired] = outcomeSeries([busy]).map(({ texture }) => texture);
  expect([discarded, expired]).toEqual(['stripes', 'dots']);
});

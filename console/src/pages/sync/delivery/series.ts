import { type SyncMetrics, total } from '../../../api/metrics';
import type { Series } from '../../../components/charts/series';
import { duration } from '../../../format/numbers';

type Step = SyncMetrics['series'][number];

/** How deliveries ended, step by step, from the bottom of the stack to its top. */
export function outcomeSeries(steps: readonly Step[]): Series[] {
  return [
    {
      label: 'Delivered at once',
      color: '--outcome-delivered',
      texture: 'plain',
      values: steps.map((step) => step.delivered.first),
    },
    {
      label: 'Delivered after retry',
      color: '--outcome-delivered-retry',
      texture: 'plain',
      values: steps.map((step) => step.delivered.after_retry),
    },
    {
      label: 'Discarded',
      color: '--outcome-discarded',
      texture: 'stripes',
      values: steps.map((step) => total(step.discarded)),
    },
    {
      label: 'Expired',
      color: '--outcome-expired',
      texture: 'dots',
      values: steps.map((step) => total(step.expired)),
    },
  ];
}

/** From acceptance to delivery; nothing where nothing was delivered. */
export function latencySeries(steps: readonly Step[]): Series[] {
  return [
    {
      label: 'p50',
      color: '--outcome-delivered-retry',
      texture: 'plain',
      values: steps.map((step) => step.latency_ms?.p50 ?? null),
    },
    {
      label: 'p95',
      color: '--outcome-delivered',
      texture: 'stripes',
      values: steps.map((step) => step.latency_ms?.p95 ?? null),
    },
    {
      label: 'p99',
      color: '--outcome-expired',
      texture: 'dots',
      values: steps.map((step) => step.latency_ms?.p99 ?? null),
    },
  ];
}

/** A latency in a table or beside an axis. */
export const latency = (ms: number) => duration(ms);

import { type ProjectMetrics, type SyncMetrics, total } from '../../../api/metrics';

type Counts = SyncMetrics['overall'];

/** What a period came to: where each event and each user change went. */
export type Figures = {
  /** `null` where the server has not told yet. */
  received: number | null;
  duplicates: number;
  events: number;
  users: number;
  notSelected: number;
  filtered: number;
  deliveredFirst: number;
  deliveredAfterRetry: number;
  discarded: number;
  expired: number;
  p50: number | null;
  p95: number | null;
};

/** Reads the counts of a sync's period, and what came in during it. */
export function figuresOf(counts: Counts, project: ProjectMetrics | undefined): Figures {
  return {
    received: project?.overall.received ?? null,
    duplicates: project?.overall.duplicates ?? 0,
    events: counts.selected.events,
    users: counts.selected.users,
    notSelected: counts.skipped.not_selected ?? 0,
    filtered: counts.skipped.filtered ?? 0,
    deliveredFirst: counts.delivered.first,
    deliveredAfterRetry: counts.delivered.after_retry,
    discarded: total(counts.discarded),
    expired: total(counts.expired),
    p50: counts.latency_ms?.p50 ?? null,
    p95: counts.latency_ms?.p95 ?? null,
  };
}

export const deliveredOf = (figures: Figures) =>
  figures.deliveredFirst + figures.deliveredAfterRetry;

export const notDeliveredOf = (figures: Figures) => figures.discarded + figures.expired;

export const settledOf = (figures: Figures) => deliveredOf(figures) + notDeliveredOf(figures);

export const selectedOf = (figures: Figures) => figures.events + figures.users;

/** Whether anything happened at all. */
export const isEmpty = (figures: Figures) =>
  selectedOf(figures) + settledOf(figures) + figures.filtered + figures.notSelected === 0;

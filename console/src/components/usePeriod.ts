import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The periods that Amplitude's metrics know, by their names in the address. */
export const PERIODS = [
  { value: '10m', label: '10 min', ms: 10 * MINUTE },
  { value: '1h', label: '1 hour', ms: HOUR },
  { value: '4h', label: '4 hours', ms: 4 * HOUR },
  { value: '1d', label: '1 day', ms: DAY },
  { value: '1w', label: '1 week', ms: 7 * DAY },
  { value: '2w', label: '2 weeks', ms: 14 * DAY },
] as const;

export type PeriodName = (typeof PERIODS)[number]['value'] | 'custom';

/** A stretch of time as the page's address names it. */
export type Period = {
  name: PeriodName;
  lengthMs: number;
  /** Where a custom period lies; a named one ends now, whenever that is. */
  fixed: { from: Date; to: Date } | null;
};

export type Bounds = { from: Date; to: Date };

const DEFAULT = '1h';

/**
 * The period in the address (`?period=4h`, or `?period=custom&from=…&to=…`), and how to set it;
 * `unnamed` where the address names none.
 */
export function usePeriod(unnamed: PeriodName = DEFAULT) {
  const [search, setSearch] = useSearchParams();
  const name = search.get('period') ?? unnamed;
  const from = search.get('from');
  const to = search.get('to');
  const period = useMemo(() => readPeriod(name, from, to), [name, from, to]);
  const setPeriod = useCallback(
    (next: PeriodName, bounds?: Bounds) => {
      setSearch(
        (params) => {
          params.set('period', next);
          params.delete('from');
          params.delete('to');
          if (next === 'custom' && bounds !== undefined) {
            params.set('from', bounds.from.toISOString());
            params.set('to', bounds.to.toISOString());
          }
          return params;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  return { period, setPeriod };
}

/** Reads a period; what is none is the default one. */
export function readPeriod(name: string, from: string | null, to: string | null): Period {
  if (name === 'custom' && from !== null && to !== null) {
    const bounds = { from: new Date(from), to: new Date(to) };
    const lengthMs = bounds.to.getTime() - bounds.from.getTime();
    if (lengthMs > 0) return { name, lengthMs, fixed: bounds };
  }
  const known = PERIODS.find((period) => period.value === name);
  const { value, ms } = known ?? PERIODS[1];
  return { name: value, lengthMs: ms, fixed: null };
}

/** Where a period lies at this moment. */
export function boundsOf(period: Period, now: Date = new Date()): Bounds {
  if (period.fixed !== null) return period.fixed;
  return { from: new Date(now.getTime() - period.lengthMs), to: now };
}

/** The period of the same length before. */
export function before({ from, to }: Bounds): Bounds {
  return { from: new Date(2 * from.getTime() - to.getTime()), to: from };
}

/** How finely a period is drawn: 10 to 120 steps, whole minutes up to five hours, hours beyond. */
export function stepOf(lengthMs: number): { ms: number; text: string } {
  if (lengthMs <= 2 * HOUR) return { ms: MINUTE, text: '1m' };
  if (lengthMs <= 5 * HOUR) return { ms: 5 * MINUTE, text: '5m' };
  if (lengthMs <= 4 * DAY) return { ms: HOUR, text: '1h' };
  if (lengthMs <= 20 * DAY) return { ms: 6 * HOUR, text: '6h' };
  return { ms: DAY, text: '1d' };
}

import { fullTime } from '../../format/time';
import { PERIODS } from '../usePeriod';

/** One of the named periods, counted back from now; or from and to, either of which may be open. */
export type When =
  | { kind: 'any' }
  | { kind: 'last'; period: (typeof PERIODS)[number]['value'] }
  | { kind: 'between'; from: string | null; to: string | null };

/** The parameters of an address that are a time's. */
export const WHEN_NAMES = ['period', 'from', 'to'];

/** From when on, and before when, at this moment. */
export function bounds(when: When, now: Date): { from: Date | null; to: Date | null } {
  switch (when.kind) {
    case 'any':
      return { from: null, to: null };
    case 'last': {
      const ms = PERIODS.find(({ value }) => value === when.period)?.ms ?? 0;
      return { from: new Date(now.getTime() - ms), to: null };
    }
    case 'between':
      return { from: dateOf(when.from), to: dateOf(when.to) };
  }
}

/** `last hour`, `last 2 weeks`. */
export function lastName(period: (typeof PERIODS)[number]['value']): string {
  const label = PERIODS.find(({ value }) => value === period)?.label ?? period;
  return `last ${label.replace(/^1 /, '')}`;
}

/** A time in words; `null` for any. */
export function whenName(when: When): string | null {
  if (when.kind === 'any') return null;
  if (when.kind === 'last') return lastName(when.period);
  const from = when.from === null ? '' : `from ${fullTime(new Date(when.from))}`;
  const to = when.to === null ? '' : `before ${fullTime(new Date(when.to))}`;
  return `${from} ${to}`.trim();
}

/** Reads the time in an address; what can't be read narrows nothing. */
export function readWhen(search: URLSearchParams): When {
  const period = search.get('period');
  const known = PERIODS.find(({ value }) => value === period);
  if (known !== undefined) return { kind: 'last', period: known.value };
  const between = { from: timeOf(search.get('from')), to: timeOf(search.get('to')) };
  if (period !== 'custom' || (between.from === null && between.to === null)) return { kind: 'any' };
  return { kind: 'between', ...between };
}

/** Puts a time into an address that has none. */
export function writeWhen(search: URLSearchParams, when: When) {
  if (when.kind === 'last') search.set('period', when.period);
  if (when.kind !== 'between') return;
  search.set('period', 'custom');
  if (when.from !== null) search.set('from', when.from);
  if (when.to !== null) search.set('to', when.to);
}

/** A moment that can be read, as it was written. */
function timeOf(text: string | null): string | null {
  return dateOf(text) === null ? null : text;
}

function dateOf(text: string | null): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

import type { AuditQuery } from '../../api/audit';
import { bounds, readWhen, WHEN_NAMES, type When, writeWhen } from '../../components/filter/when';

/** What narrows the log; `null` and `any` for what does not. */
export type AuditFilter = {
  actor: string | null;
  action: string | null;
  subject: string | null;
  when: When;
};

export const NO_FILTER: AuditFilter = {
  actor: null,
  action: null,
  subject: null,
  when: { kind: 'any' },
};

/** The parameters of an address that are a filter's, by the API's own names. */
const TEXTS = ['actor', 'action', 'subject'] as const;

/** Reads the filter in an address. */
export function readFilter(search: URLSearchParams): AuditFilter {
  const text = (name: (typeof TEXTS)[number]) => search.get(name) || null;
  return {
    actor: text('actor'),
    action: text('action'),
    subject: text('subject'),
    when: readWhen(search),
  };
}

/** Puts a filter into an address in the place of the one that was there; the rest stays. */
export function writeFilter(search: URLSearchParams, filter: AuditFilter): URLSearchParams {
  const written = new URLSearchParams(search);
  for (const name of [...TEXTS, ...WHEN_NAMES]) written.delete(name);
  for (const name of TEXTS) {
    const value = filter[name];
    if (value !== null && value !== '') written.set(name, value);
  }
  writeWhen(written, filter.when);
  return written;
}

/** The filter as the API takes it at this moment. */
export function queryOf(filter: AuditFilter, now: Date): AuditQuery {
  const query: AuditQuery = {};
  for (const name of TEXTS) {
    const value = filter[name];
    if (value !== null) query[name] = value;
  }
  const { from, to } = bounds(filter.when, now);
  if (from !== null) query.from = from.toISOString();
  if (to !== null) query.to = to.toISOString();
  return query;
}

/** The filter as one text: the same for the same filter. */
export const keyOf = (filter: AuditFilter) => writeFilter(new URLSearchParams(), filter).toString();

export const isNarrow = (filter: AuditFilter) => keyOf(filter) !== '';

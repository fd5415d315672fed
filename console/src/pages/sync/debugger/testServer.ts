import { vi } from 'vitest';
import type {
  Backfill,
  Category,
  Delivery,
  DeliveryPage,
  Failure,
  Queue,
  Which,
} from '../../../api/deliveries';
import type { SyncHealth } from '../../../api/syncs';

export const SYNC = 30_000_001;

const AT = '2026-11-25T07:16:32.122Z';

const sample: Failure['samples'][number] = {
  id: 1086,
  sync_id: SYNC,
  kind: 'event',
  status: 'discarded',
  category: 'user_not_found',
  event_type: 'Logged In',
  user_id: 'ann',
  created_at: AT,
  received_at: AT,
  settled_at: AT,
  next_attempt_at: null,
  attempts: 1,
  latency_ms: null,
  notes: ['Intercom answered 404 not_found: User Not Found'],
};

const page: DeliveryPage = {
  ...sample,
  event_id: 1736,
  event: { event_type: 'Logged In', user_id: 'ann' },
  exchanges: [
    {
      attempt: 1,
      started_at: AT,
      duration_ms: 3,
      request: { method: 'POST', url: 'https://api.intercom.io/events', body: {} },
      response: { result: 'answered', status: 404, request_id: 'req1', body: {} },
      curl: 'curl',
    },
  ],
};

export const failure: Failure = {
  status: 'discarded',
  category: 'user_not_found',
  count: 1_204,
  first_seen: AT,
  last_seen: AT,
  meaning: 'Intercom knows no such user.',
  remedy: 'Send the user first.',
  retryable: true,
  event_types: [{ event_type: 'Logged In', count: 1_204 }],
  samples: [sample],
};

export const queue: Queue = {
  pending: 0,
  retrying: 0,
  next_attempt_at: null,
  by_category: [],
  upcoming: [],
};

const ok: SyncHealth = { state: 'ok', message: null, since: null };

/** What the server of a test knows; what a test leaves out is empty. */
export type Known = {
  failures?: Failure[];
  expired?: Delivery[];
  categories?: Category[];
  backfills?: Backfill[];
  health?: SyncHealth;
  /** Asked each time. */
  queue?: () => Queue;
  count?: () => number;
  putBack?: () => { count: number; put_back: number };
};

/** A request that changes something, or counts what would be changed. */
export type Asked = { method: string; path: string; body: unknown };

/** Stands in for the server; answers with what it was asked. */
export function serve(known: Known): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const path = `${pathname.replace('/api/v1', '')}${search}`;
    if (request.method !== 'GET') {
      const text = await request.text();
      asked.push({ method: request.method, path, body: text === '' ? null : JSON.parse(text) });
    }
    const answer = answerTo(path, request.method, known);
    if (answer === undefined)
      return Response.json({ error: { code: 'not_found' } }, { status: 404 });
    return Response.json(answer);
  });
  return asked;
}

function answerTo(path: string, method: string, known: Known): unknown {
  const list = (data: readonly unknown[] = []) => ({ data, next_cursor: null });
  const sync = `/syncs/${SYNC}`;
  if (path === sync) return { id: SYNC, name: 'Demo', enabled: true, ...fares(known) };
  if (path === '/deliveries/1086') return page;
  if (path === '/categories') return list(known.categories);
  if (path === `${sync}/queue`) return known.queue?.() ?? queue;
  if (path === `${sync}/backfills`) return list(known.backfills);
  if (path === `${sync}/backfill` && method === 'POST') return {};
  if (path.startsWith(`${sync}/failures`)) return list(known.failures);
  if (path.startsWith(`${sync}/deliveries`)) return list(known.expired);
  if (path === `${sync}/retry?dry_run=true`) return { count: known.count?.() ?? 0 };
  if (path === `${sync}/retry`) return known.putBack?.();
  return undefined;
}

function fares({ health, queue: waiting }: Known) {
  const totals = { selected: 0, delivered: 0, discarded: 0, expired: 0 };
  return {
    health: health ?? ok,
    totals: { ...totals, pending: waiting?.().pending ?? 0 },
    event_names: { used: 0, limit: 120 },
  };
}

/** The times that a retry was asked for are those of its page: only the rest is told. */
export function withoutTimes(body: unknown): Which {
  const { from: _from, to: _to, ...rest } = body as Which;
  return rest;
}

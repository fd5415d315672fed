import { vi } from 'vitest';
import type { EventRow } from '../../../../api/events';
import type { Changes, Preview, Trial } from '../../../../api/previews';
import type { Sync, SyncDocument } from '../../../../api/syncs';
import { AT, SYNC, sync } from '../../fixtures';

const row: EventRow = {
  id: 7,
  offset: 7,
  received_at: AT,
  time: AT,
  endpoint: 'http_v2',
  event_type: 'Order Completed',
  user_id: 'ann',
  device_id: null,
  insert_id: null,
  duplicate: false,
  changed: [],
  syncs: [],
  deliveries: [],
};

export const order = row;
export const visit: EventRow = { ...row, id: 9, event_type: 'Visit', user_id: 'bert' };

/** The order as it was sent. */
export const sentOrder = { event_type: 'Order Completed', user_id: 'ann' };

export const sending: Preview = {
  verdict: 'send',
  reason: null,
  conditions: [
    {
      condition: { property: 'event.total', operator: 'greater_than', values: ['10'] },
      held: true,
      value: 12,
    },
  ],
  requests: [
    {
      method: 'POST',
      path: '/events',
      body: { event_name: 'Order Completed', metadata: { total: 12 } },
    },
  ],
  warnings: ['`coupon` is a boolean and was written as text'],
};

export const filtered: Preview = {
  ...sending,
  verdict: 'skip',
  reason: 'filtered: `event.total greater_than 10` does not hold',
  conditions: sending.conditions.map((found) => ({ ...found, held: false, value: 9 })),
  requests: [],
  warnings: [],
};

/** An answer that says no. */
export type Refusal = { status: number; error: unknown };

/** What the server of a test knows; what a test leaves out is empty. */
export type Known = {
  events?: EventRow[];
  sync?: Sync;
  /** Asked each time; the saved sync is asked without a document. */
  preview?: (document: SyncDocument | null) => Preview | Refusal;
  trial?: Trial;
  changes?: Changes;
  /** An event whose content is not kept. */
  forgotten?: number;
};

export type Asked = { path: string; body: { event: unknown; document?: SyncDocument } };

/** Stands in for the server; answers with what was asked of it that is no reading. */
export function serve(known: Known): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    const path = pathname.replace('/api/v1', '');
    if (request.method === 'GET') return read(path, known);
    const body = (await request.json()) as Asked['body'];
    asked.push({ path, body });
    if (path === `/syncs/${SYNC}/test-event`) return Response.json(known.trial);
    if (path === `/syncs/${SYNC}/preview-changes`) return Response.json(known.changes);
    const answer = known.preview?.(body.document ?? null) ?? sending;
    return 'status' in answer
      ? Response.json({ error: answer.error }, { status: answer.status })
      : Response.json(answer);
  });
  return asked;
}

function read(path: string, { events = [], sync: stored, forgotten }: Known): Response {
  const list = (data: readonly unknown[]) => Response.json({ data, next_cursor: null });
  if (path === `/syncs/${SYNC}`) {
    return Response.json(stored ?? sync, { headers: { etag: '"1"' } });
  }
  if (path === '/events') return list(events);
  if (path === '/categories') return list([]);
  const event = events.find(({ id }) => path === `/events/${id}`);
  if (event !== undefined) {
    const more = { decided: true, copy_of: null, library: null };
    return Response.json({ ...event, ...more, event: event.id === forgotten ? null : sentOrder });
  }
  return Response.json({ error: { code: 'not_found', message: 'no such thing' } }, { status: 404 });
}

import { vi } from 'vitest';
import type { Alert, Channel } from '../../api/alerts';
import type { Role } from '../../api/role';

/** An alert that is raised, changed as a test needs it. */
export function alertOf(change: Partial<Alert>): Alert {
  return {
    id: 'sync_credentials-30000001-1',
    condition: 'sync_credentials',
    severity: 'critical',
    state: 'raised',
    title: 'Intercom refuses the access token of “Demo”',
    reason: 'Intercom answered 401 token_revoked.',
    remedy: 'Enter another access token in the sync’s settings.',
    sync: { id: 30_000_001, name: 'Demo' },
    sample: {
      delivery_id: 1086,
      event_type: 'Order Completed',
      category: 'credentials',
      code: 'token_revoked',
    },
    raised_at: '2026-11-25T07:16:32.122Z',
    cleared_at: null,
    told: [{ channel: 'slack', at: '2026-11-25T07:16:33.000Z', error: null }],
    ...change,
  };
}

export type Known = {
  alerts?: Alert[];
  channels?: Channel[];
  role?: Role;
  /** What a test message comes to. */
  tested?: { channel: string; ok: boolean; message: string }[];
};

/** Stands in for the server; tells which requests changed something. */
export function serve({ alerts = [], channels = [], role = 'admin', tested = [] }: Known) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET') asked.push(`${request.method} ${pathname}`);
    switch (pathname) {
      case '/api/v1/session':
        return Response.json({ via: 'session', name: 'ann', role, project: '', expires_at: null });
      case '/api/v1/alerts':
        return Response.json({ data: alerts, next_cursor: null, channels });
      case '/api/v1/alerts/test':
        return Response.json({ data: tested });
      default:
        return Response.json({ error: { code: 'not_found' } }, { status: 404 });
    }
  });
  return asked;
}

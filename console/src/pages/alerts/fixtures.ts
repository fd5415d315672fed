import type { Alert } from '../../api/alerts';

/** An alert that is raised, changed as a test needs it. */
export function alertOf(change: Partial<Alert>): Alert {
  return {
    id: 'sync_credentials-30000001-1',
    condition: 'sync_credentials',
    category: null,
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

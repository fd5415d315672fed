import type { Sync } from '../../api/syncs';

export const SYNC = 30_000_001;

export const AT = '2026-11-25T07:16:32.122Z';

/** A sync as the server shows it. */
export const sync: Sync = {
  id: SYNC,
  name: 'Product events',
  destination: 'intercom',
  enabled: true,
  credentials: { endpoint: 'us', access_token: { set: true, hint: '…ab12' } },
  mapping: { user_property: 'user_id', intercom_id: 'user_id' },
  send_events: {
    enabled: true,
    select: [
      {
        event_type: 'Order Completed',
        where: [{ property: 'event.total', operator: 'greater_than', values: ['10'] }],
      },
    ],
    where: [],
    event_properties: ['total'],
    user_properties: [],
    unknown_user: 'discard',
  },
  send_users: { enabled: false, user_properties: [], create_missing_attributes: false },
  value_types: 'native',
  metadata_limit: 20,
  retry: { window: '4h', attempts: 10 },
  version: 3,
  created_at: AT,
  updated_at: AT,
  health: { state: 'ok', message: null, since: null },
  totals: { selected: 0, pending: 0, delivered: 0, discarded: 0, expired: 0 },
  event_names: { used: 1, limit: 120 },
};

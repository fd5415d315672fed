import type { Alert, Channel } from '../../api/alerts';

/** How urgent it is, in a word. */
export const SEVERITY_LOOKS: Record<Alert['severity'], { color: string; label: string }> = {
  critical: { color: 'red', label: 'Critical' },
  warning: { color: 'orange', label: 'Warning' },
};

export const CHANNEL_NAMES: Record<Channel['kind'], string> = {
  webhook: 'Webhook',
  slack: 'Slack',
  email: 'E-mail',
};

/** A channel as people call it; one that is not known goes by its own name. */
export function channelName(channel: string): string {
  return Object.entries(CHANNEL_NAMES).find(([kind]) => kind === channel)?.[1] ?? channel;
}

/** Critical ones first, and among equals what began last. */
export function mostUrgentFirst(alerts: readonly Alert[]): Alert[] {
  const rank = ({ severity }: Alert) => (severity === 'critical' ? 0 : 1);
  return [...alerts].sort(
    (a, b) => rank(a) - rank(b) || Date.parse(b.raised_at) - Date.parse(a.raised_at),
  );
}

/** How long it lasted, in milliseconds; `null` where it still does. */
export function lastedMs({ raised_at, cleared_at }: Alert): number | null {
  return cleared_at === null ? null : Date.parse(cleared_at) - Date.parse(raised_at);
}

/** Where the delivery is shown that stands for all; `null` where there is none. */
export function samplePath({ sync, sample }: Alert): string | null {
  if (sync === null || sample === null) return null;
  return `/syncs/${sync.id}/debugger?${new URLSearchParams({ delivery: String(sample.delivery_id) })}`;
}

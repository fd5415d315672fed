import type { AuditEntry } from '../../api/audit';
import { sentence } from '../../format/words';

/** What is known to be recorded; the log may hold more. */
const KNOWN = [
  'sync.created',
  'sync.updated',
  'sync.deleted',
  'deliveries.retried',
  'backfill.started',
  'backfill.cancelled',
  'test_event.sent',
  'user.erased',
  'key.created',
  'key.revoked',
  'secret_key.revealed',
  'person.created',
  'person.role_changed',
  'person.password_reset',
  'person.removed',
  'session.opened',
  'session.refused',
];

/** `sync.updated` as `Sync updated`. */
export const actionName = (action: string) => sentence(action.replaceAll('.', ' '));

/** What the log can be narrowed to: what is known, what was seen, and what is chosen. */
export function actionsToChoose(
  seen: readonly AuditEntry[],
  chosen: string | null,
): { value: string; label: string }[] {
  const further = new Set(seen.map(({ action }) => action));
  if (chosen !== null) further.add(chosen);
  for (const action of KNOWN) further.delete(action);
  return [...KNOWN, ...further].map((action) => ({ value: action, label: actionName(action) }));
}

/** A value of a difference on one line; `–` for nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where the subject of an entry can be looked at; `null` where it is no page. */
export function subjectPath({ subject, action }: AuditEntry): string | null {
  if (subject === null || action.endsWith('.deleted') || action === 'user.erased') return null;
  if (subject.kind === 'sync') return `/syncs/${encodeURIComponent(subject.id)}`;
  if (subject.kind === 'person' || subject.kind === 'key') return '/access';
  return null;
}

import type { Key } from '../../api/keys';

export type KeyKind = Key['kind'];

const isActive = (key: Key) => key.revoked_at === null;

/** The keys that open something first, then those that were revoked; each in the order given. */
export function activeFirst(keys: readonly Key[]): Key[] {
  return [...keys.filter(isActive), ...keys.filter((key) => !isActive(key))];
}

/** Why a key can't be revoked; `null` where it can. */
export function whyKept(key: Key, keys: readonly Key[]): string | null {
  if (key.from === 'settings') {
    return key.kind === 'api'
      ? 'It is in the server’s settings: change project.api_key and restart the server.'
      : 'It is in the server’s settings: change project.secret_key and restart the server.';
  }
  const others = keys.filter(({ id, kind }) => id !== key.id && kind === key.kind);
  if (others.some(isActive)) return null;
  return key.kind === 'api'
    ? 'It is the only API key: without one no event would be accepted. Create another one first.'
    : 'It is the only secret key: without one no script could use the API. Create another one first.';
}

/** What stops working with a key. */
export function whatStops({ kind }: Pick<Key, 'kind'>): string {
  return kind === 'api'
    ? 'SDKs and servers that still send it are refused from this moment on, with “Invalid API key”. Their events are not accepted, and most SDKs drop them then.'
    : 'Scripts and tools that still use it are refused from this moment on. Events are accepted and delivered as before.';
}

import type { PreviewRequest } from '../../../../api/previews';
import { PROMISED_KEYS } from '../metadata';

/** What there is to say of a request beside its body. */
export type BodyFacts = {
  /** How large it is on the way. */
  bytes: number;
  /** The metadata's keys, in order; `null` where there can be none. */
  metadata: string[] | null;
  /** How many custom attributes it writes. */
  attributes: number;
};

export function bodyFacts({ path, body }: PreviewRequest): BodyFacts {
  const bytes = body === null ? 0 : new TextEncoder().encode(JSON.stringify(body)).length;
  const metadata = path === '/events' ? keysOf(field(body, 'metadata')) : null;
  return { bytes, metadata, attributes: keysOf(field(body, 'custom_attributes')).length };
}

/** The keys that Intercom's API reference says it ignores. */
export const doubtfulKeys = (metadata: readonly string[]) => metadata.slice(PROMISED_KEYS);

/** What a request is for; `null` for one that speaks for itself. */
export function purposeOf({ method, path }: PreviewRequest): string | null {
  const [where = ''] = path.split('?');
  if (where === '/events') return 'Sends the event';
  if (where.startsWith('/data_attributes')) {
    return method === 'GET' ? 'Looks up the attributes' : 'Creates an attribute';
  }
  if (method === 'GET' || where === '/contacts/search') return 'Looks for the contact';
  if (where === '/contacts') return 'Creates the contact';
  if (method === 'PUT' && where.startsWith('/contacts/')) return 'Updates the contact';
  return null;
}

function field(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  return Object.entries(body).find(([key]) => key === name)?.[1];
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

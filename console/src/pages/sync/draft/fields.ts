import type { Draft } from './draft';

/**
 * The places of a document that have a field in the form, `*` standing for an index. A place that
 * has none is told at the nearest one around it.
 */
const FIELDS = new Set([
  'name',
  'enabled',
  'credentials.endpoint',
  'credentials.access_token',
  'mapping.user_property',
  'mapping.intercom_id',
  'send_events.enabled',
  'send_events.select',
  'send_events.select.*.event_type',
  'send_events.select.*.where.*.property',
  'send_events.select.*.where.*.operator',
  'send_events.select.*.where.*.values',
  'send_events.where.*.property',
  'send_events.where.*.operator',
  'send_events.where.*.values',
  'send_events.event_properties',
  'send_events.event_properties.*',
  'send_events.event_properties.*.as',
  'send_events.user_properties',
  'send_events.user_properties.*',
  'send_events.user_properties.*.as',
  'send_events.unknown_user',
  'send_users.enabled',
  'send_users.user_properties',
  'send_users.user_properties.*',
  'send_users.user_properties.*.attribute',
  'send_users.user_properties.*.custom_attribute',
  'send_users.create_missing_attributes',
  'value_types',
  'metadata_limit',
  'retry.window',
  'retry.attempts',
]);

/** Parts of a document, and the field that speaks for the part as a whole. */
const SPEAKERS: Record<string, string> = {
  credentials: 'endpoint',
  mapping: 'user_property',
  'send_events.select.*': 'event_type',
  'send_events.select.*.where.*': 'property',
  'send_events.where.*': 'property',
  retry: 'window',
};

/**
 * Where the form shows what is said of a place of the document, as in
 * `send_events.select[2].where[0].operator`; `null` where it has no field for it.
 */
export function pathOf(place: string): string | null {
  const parts = partsOf(place);
  for (let length = parts.length; length > 0; length -= 1) {
    const path = parts.slice(0, length).join('.');
    const kind = path.replaceAll(/\.\d+(?=\.|$)/g, '.*');
    if (FIELDS.has(kind)) return path;
    const speaker = SPEAKERS[kind];
    if (speaker !== undefined) return `${path}.${speaker}`;
  }
  return null;
}

function partsOf(place: string): string[] {
  return place.split(/[.[\]]+/).filter((part) => part !== '');
}

const WORDS: Record<string, string> = {
  name: 'Sync name',
  enabled: 'Status',
  'credentials.endpoint': 'Endpoint',
  'credentials.access_token': 'Access token',
  'mapping.user_property': 'Amplitude user property',
  'mapping.intercom_id': 'Intercom identifier',
  'send_events.enabled': 'Send Events',
  'send_events.select': 'Selected events',
  'send_events.event_properties': 'Event properties',
  'send_events.user_properties': 'User properties of events',
  'send_events.unknown_user': 'Users unknown to Intercom',
  'send_users.enabled': 'Send Users',
  'send_users.user_properties': 'User properties',
  'send_users.create_missing_attributes': 'Create missing attributes',
  value_types: 'Value types',
  metadata_limit: 'Metadata limit',
  'retry.window': 'Retry window',
  'retry.attempts': 'Attempts',
};

/** What a person calls a place of the form. */
export function placeName(path: string, draft: Draft): string {
  const known = WORDS[path];
  if (known !== undefined) return known;
  const { send_events: events, send_users: users } = draft;
  const [, row, condition] = /^send_events\.select\.(\d+)(?:\.where\.(\d+))?/.exec(path) ?? [];
  if (row !== undefined && events.select !== 'all') {
    const event = `Event ${quoted(events.select[Number(row)]?.event_type, row)}`;
    return condition === undefined ? event : `${event}, condition ${Number(condition) + 1}`;
  }
  const [, general] = /^send_events\.where\.(\d+)/.exec(path) ?? [];
  if (general !== undefined) return `Condition ${Number(general) + 1} for every event`;
  const [, list, at] = /^(.+_properties)\.(\d+)/.exec(path) ?? [];
  const place = Number(at);
  switch (list) {
    case 'send_events.event_properties':
      return `Event property ${quoted(events.event_properties[place]?.property, at)}`;
    case 'send_events.user_properties':
      return `User property ${quoted(events.user_properties[place]?.property, at)} of events`;
    case 'send_users.user_properties':
      return `User property ${quoted(users.user_properties[place]?.property, at)}`;
    default:
      return path;
  }
}

const quoted = (name: string | undefined, place: string | undefined) =>
  name === undefined || name === '' ? String(Number(place) + 1) : `“${name}”`;

import type { SyncDocument } from '../../../api/syncs';

const PARTS: [string, (document: SyncDocument) => unknown][] = [
  ['Name', (document) => document.name],
  ['Status', (document) => document.enabled],
  ['Credentials', (document) => document.credentials],
  ['Mappings', (document) => document.mapping],
  ['Send Events', (document) => document.send_events?.enabled],
  ['Selected events', (document) => [document.send_events?.select, document.send_events?.where]],
  [
    'Additional properties',
    ({ send_events, metadata_limit }) => [
      send_events?.event_properties,
      send_events?.user_properties,
      metadata_limit,
    ],
  ],
  ['Users unknown to Intercom', (document) => document.send_events?.unknown_user],
  ['Send Users', (document) => document.send_users],
  ['Advanced', (document) => [document.value_types, document.retry]],
];

/** The parts of the page in which two documents, both written by the form, differ. */
export function differences(a: SyncDocument, b: SyncDocument): string[] {
  return PARTS.filter(([, of]) => JSON.stringify(of(a)) !== JSON.stringify(of(b))).map(
    ([part]) => part,
  );
}

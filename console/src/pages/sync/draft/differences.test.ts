import { expect, it } from 'vitest';
import type { SyncDocument } from '../../../api/syncs';
import { sync } from '../fixtures';
import { differences } from './differences';
import { toDocument, toDraft } from './draft';

const document = toDocument(toDraft(sync));
const events = document.send_events;

it('the same document differs in nothing, however it was read', () => {
  expect(differences(document, toDocument(toDraft(document)))).toEqual([]);
});

it('each part of the page that differs is named', () => {
  const changes: [Partial<SyncDocument>, string][] = [
    [{ name: 'Orders' }, 'Name'],
    [{ enabled: false }, 'Status'],
    [{ credentials: { ...document.credentials, endpoint: 'au' } }, 'Credentials'],
    [{ credentials: { endpoint: 'us', access_token: 'a-new-token' } }, 'Credentials'],
    [{ mapping: { user_property: 'email', intercom_id: 'email' } }, 'Mappings'],
    [{ send_events: { ...events, enabled: false } }, 'Send Events'],
    [{ send_events: { ...events, select: 'all' } }, 'Selected events'],
    [
      { send_events: { ...events, where: [{ property: 'user.plan', operator: 'is_set' }] } },
      'Selected events',
    ],
    [{ send_events: { ...events, event_properties: [] } }, 'Additional properties'],
    [{ send_events: { ...events, user_properties: ['plan'] } }, 'Additional properties'],
    [{ metadata_limit: 10 }, 'Additional properties'],
    [{ send_events: { ...events, unknown_user: 'wait' } }, 'Users unknown to Intercom'],
    [{ send_users: { ...document.send_users, enabled: true } }, 'Send Users'],
    [{ value_types: 'string' }, 'Advanced'],
    [{ retry: { window: '1h', attempts: 10 } }, 'Advanced'],
  ];
  for (const [change, part] of changes) {
    expect(differences(document, { ...document, ...change }), part).toEqual([part]);
  }
});

it('several are named in the order of the page', () => {
  const theirs: SyncDocument = { ...document, value_types: 'string', name: 'Orders' };
  expect(differences(document, theirs)).toEqual(['Name', 'Advanced']);
});

it('the order of properties is a difference: it decides which ones are sent', () => {
  const ordered = (event_properties: string[]) => ({
    ...document,
    send_events: { ...events, event_properties },
  });
  expect(differences(ordered(['a', 'b']), ordered(['b', 'a']))).toEqual(['Additional properties']);
});

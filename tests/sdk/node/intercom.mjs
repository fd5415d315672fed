// The official Intercom client for Node, against the base URL and token given as arguments.
// Prints what it read, as JSON.

import { IntercomClient, IntercomError } from 'intercom-client';

const [baseUrl, token] = process.argv.slice(2);
const client = new IntercomClient({ token, baseUrl, maxRetries: 0 });

const me = await client.admins.identify();
const created = await client.contacts.create({
  external_id: 'client-node',
  email: 'node@example.com',
  name: 'Node',
});
const found = await client.contacts.showContactByExternalId({ external_id: 'client-node' });
await client.events.create({
  event_name: 'client-event',
  created_at: Math.floor(Date.now() / 1000),
  user_id: 'client-node',
  metadata: { source: 'node' },
});
const events = await client.events.list({ type: 'user', user_id: 'client-node' });
const attributes = await client.dataAttributes.list({ model: 'contact' });

const conflict = await client.contacts
  .create({ external_id: 'client-node' })
  .then(() => 'no error', (error) => (error instanceof IntercomError ? error.statusCode : String(error)));
const unknown = await client.events
  .create({ event_name: 'client-event', created_at: 1, user_id: 'nobody' })
  .then(() => 'no error', (error) => (error instanceof IntercomError ? error.statusCode : String(error)));

console.log(
  JSON.stringify({
    app: me.app?.id_code,
    same_contact: created.id === found.id,
    name: found.name,
    events: (events.events ?? []).map((event) => event.event_name),
    attributes: (attributes.data ?? []).length > 0,
    conflict,
    unknown,
  }),
);

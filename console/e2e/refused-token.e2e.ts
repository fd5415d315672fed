import { expect, test } from 'vitest';
import { signIn, visit } from './support/browser';
import { createSync, settled, syncTo, TOKEN } from './support/server';
import { openTab, Settings, station } from './support/settings';
import { onStage } from './support/stage';

const stage = onStage(({ intercom }) => intercom.contact('ada-lovelace'));

test('a token that Intercom refuses holds everything, says so, and is mended in place', async () => {
  // Given a sync with a wrong token, and events that wait because of it.
  const { server, intercom, browser } = stage;
  const credentials = { endpoint: intercom.url, access_token: 'not-the-token-0000' };
  const sync = await createSync(server, syncTo(intercom, { credentials }));
  await server.send(
    { user_id: 'ada-lovelace', event_type: 'Order Completed', event_properties: { total: 1 } },
    { user_id: 'ada-lovelace', event_type: 'Signed Up' },
  );
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);

  // Then the list says so, and the sync's page, with what Intercom said.
  await page.getByRole('row').filter({ hasText: 'Credentials refused' }).waitFor();
  await page.getByRole('link', { name: 'Product events' }).click();
  await page
    .getByText(/Intercom refuses the access token/)
    .first()
    .waitFor();
  await openTab(page, 'Debugger');
  await page.getByText('Delivery is paused').waitFor();
  await page.getByText('2 deliveries wait.').waitFor();

  // A test tells the same in the settings.
  await page.getByRole('link', { name: 'Check the credentials' }).click();
  const settings = new Settings(page);
  await settings.testConnection('Not connected');

  // When the token is mended and the test succeeds, what waited arrives, in order.
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByLabel('New access token').fill(TOKEN);
  await page.getByRole('button', { name: 'Save and Test Connection' }).click();
  await page.getByRole('alert').filter({ hasText: 'Connected' }).waitFor();
  await settled(server, sync, { delivered: 2, pending: 0 });
  await openTab(page, 'Delivery');
  await station(page, 'Delivered', '2').waitFor();
  await page.getByText('OK', { exact: true }).waitFor();
  const events = await intercom.events('ada-lovelace');
  expect(events.map(({ event_name }) => event_name)).toEqual(['Order Completed', 'Signed Up']);
  expect(faults).toEqual([]);
});

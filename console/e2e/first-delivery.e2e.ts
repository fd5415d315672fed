import { expect, test } from 'vitest';
import { signIn, visit } from './support/browser';
import { TOKEN } from './support/server';
import { openTab, Settings, station } from './support/settings';
import { onStage } from './support/stage';

const stage = onStage(({ intercom }) => intercom.contact('ada-lovelace'));

const order = (user_id: string, total: number) => ({
  user_id,
  event_type: 'Order Completed',
  event_properties: { total },
});

test('from an empty project to a delivered event, as a newcomer goes', async () => {
  const { server, intercom, browser } = stage;
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);

  // The empty start notices the first event by itself.
  await page.getByRole('link', { name: 'Get started' }).click();
  await page.getByText('Waiting for the first event').waitFor();
  await server.send(order('ada-lovelace', 1));
  await page.getByText('Events arrive.').waitFor();

  // Catalog, destinations, Event Streaming, Intercom, a name, Create Sync.
  await page.getByRole('link', { name: 'Open the catalog' }).click();
  await page.getByRole('tab', { name: 'Destinations' }).waitFor();
  await page.getByRole('heading', { name: 'Event Streaming' }).waitFor();
  await page.getByRole('button', { name: 'Add Intercom' }).click();
  await page.getByLabel('Sync name').fill('Product events');
  await page.getByRole('button', { name: 'Create Sync' }).click();

  // Its settings: where to, as whom, what.
  await page.getByRole('heading', { level: 1, name: 'Product events' }).waitFor();
  await page.getByText('30000001', { exact: true }).waitFor();
  const settings = new Settings(page);
  await settings.credentials(intercom.url, TOKEN);
  await settings.select('Order Completed');
  await settings.sendProperties('total');
  await settings.status('Enabled');
  await settings.save();
  await settings.testConnection('Connected');
  await page.getByText('Simulated Workspace').waitFor();

  // An event comes, and is seen delivered.
  await server.send(order('ada-lovelace', 2));
  await openTab(page, 'Delivery');
  await station(page, 'Delivered', '1').waitFor();

  // One of a user whom Intercom does not know is explained in the Debugger.
  await server.send(order('nobody-known', 3));
  await station(page, 'Discarded', '1').waitFor();
  await openTab(page, 'Debugger');
  await page.getByRole('button', { name: 'User not found', exact: true }).click();
  await page.getByText('Intercom knows no user with this identifier.').first().waitFor();
  await page.getByText(/Create the users in Intercom/).waitFor();

  // And Intercom has the one that was delivered, with its number as a number.
  expect(await intercom.events('ada-lovelace')).toMatchObject([
    { event_name: 'Order Completed', metadata: { total: 2 } },
  ]);
  expect(faults).toEqual([]);
});

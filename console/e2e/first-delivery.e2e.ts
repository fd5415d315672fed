import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, signIn, visit } from './support/browser';
import { TestIntercom, TestServer, TOKEN } from './support/server';

let server: TestServer;
let intercom: TestIntercom;
let browser: Browser;

beforeAll(async () => {
  [server, intercom, browser] = await Promise.all([
    TestServer.start(),
    TestIntercom.start(),
    openBrowser(),
  ]);
  await intercom.contact('ada');
});

afterAll(() => Promise.all([browser?.close(), server?.remove(), intercom?.remove()]));

test('from an empty project to a delivered event, as a newcomer goes', async () => {
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);

  // The empty start notices the first event by itself.
  await page.getByRole('link', { name: 'Get started' }).click();
  await page.getByText('Waiting for the first event').waitFor();
  await server.send({
    user_id: 'ada',
    event_type: 'Order Completed',
    event_properties: { total: 1 },
  });
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
  await page
    .getByText(/\b30000001\b/)
    .first()
    .waitFor();
  await page.getByRole('combobox', { name: 'Endpoint' }).click();
  await page.getByRole('option', { name: 'Custom URL…' }).click();
  await page.getByRole('textbox', { name: /URL/ }).fill(intercom.url);
  await page.getByLabel('Access token', { exact: true }).fill(TOKEN);
  await page.getByRole('radio', { name: 'Selected events' }).check();
  await page.getByRole('combobox', { name: /Add event/ }).fill('Order');
  await page.getByRole('option', { name: /Order Completed/ }).click();
  await page.getByRole('switch', { name: /Enabled|Disabled|Status/ }).check({ force: true });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).first().waitFor();

  await page.getByRole('button', { name: 'Test Connection' }).click();
  await page.getByText(/Connected to/).waitFor();

  // An event comes, and is seen delivered and explained.
  await server.send({
    user_id: 'ada',
    event_type: 'Order Completed',
    event_properties: { total: 2 },
  });
  await page.getByRole('tab', { name: 'Delivery' }).click();
  await page
    .getByRole('listitem')
    .filter({ hasText: /^Delivered/ })
    .filter({ hasText: '1' })
    .waitFor();

  // One whom Intercom does not know shows up in the Debugger.
  await server.send({ user_id: 'nobody', event_type: 'Order Completed' });
  await page.getByRole('tab', { name: 'Debugger' }).click();
  await page
    .getByText(/user not found/i)
    .first()
    .waitFor();
  expect(faults).toEqual([]);
});

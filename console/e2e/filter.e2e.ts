import { expect, test } from 'vitest';
import { signIn, visit } from './support/browser';
import { createSync, settled, syncTo } from './support/server';
import { Settings } from './support/settings';
import { onStage } from './support/stage';

const stage = onStage(({ intercom }) => intercom.contact('ada-lovelace'));

const order = (total: number) => ({
  user_id: 'ada-lovelace',
  event_type: 'Order Completed',
  event_properties: { total },
});

test('a filter is built of what was seen, previewed before it is saved, and holds', async () => {
  const { server, intercom, browser } = stage;
  const sync = await createSync(server, syncTo(intercom));
  await server.send(order(5));
  await settled(server, sync, { delivered: 1 });
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);
  await page.goto(`/syncs/${sync}/settings`);

  // As it is, the order would be sent, with exactly this.
  const preview = page.getByRole('region', { name: 'Live preview' });
  await preview.getByText(/Would be sent/).waitFor();
  const body = preview.getByRole('group', { name: 'the body of POST /events' });
  expect(JSON.parse((await body.textContent()) ?? '')).toMatchObject({
    event_name: 'Order Completed',
    metadata: { total: 5 },
  });

  // A condition, of what was really seen.
  await page.getByRole('button', { name: 'where: add a condition of Order Completed' }).click();
  const condition = page.getByRole('group', { name: 'Condition 1 of Order Completed' });
  await condition.getByRole('button', { name: 'Property' }).click();
  await page.getByRole('option', { name: /total/ }).click();
  await condition.getByLabel('Operator').click();
  await page.getByRole('option', { name: 'is greater than' }).click();
  await condition.getByLabel('Values, any of them').fill('10');
  await page.keyboard.press('Enter');

  // The preview tells what it would change before anything is saved.
  await preview.getByText(/Would not be sent/).waitFor();
  await preview.getByText('Your changes decide what becomes of it').waitFor();
  await preview.getByText(/Does not hold/).waitFor();
  await preview.getByText('As saved', { exact: true }).click();
  await preview.getByText(/Would be sent/).waitFor();

  // Saved, it holds; and an event that it keeps back says why.
  await new Settings(page).save();
  await server.send(order(7), order(20));
  await settled(server, sync, { delivered: 2, pending: 0 });
  expect(await intercom.events('ada-lovelace')).toMatchObject([
    { metadata: { total: 5 } },
    { metadata: { total: 20 } },
  ]);
  await page.goto('/events?outcome=filtered');
  await page.getByRole('link', { name: 'Order Completed' }).click();
  await page.getByText('event.total greater_than 10').waitFor();
  expect(faults).toEqual([]);
});

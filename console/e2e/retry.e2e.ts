import { expect, test } from 'vitest';
import { signIn, visit } from './support/browser';
import { createSync, settled, syncTo } from './support/server';
import { onStage } from './support/stage';

const stage = onStage();

const USERS = ['ada-lovelace', 'grace-hopper', 'mary-somerville'];

test('what failed for one reason is sent again after the reason is gone', async () => {
  // Given events of users whom Intercom does not know, who are then created.
  const { server, intercom, browser } = stage;
  const sync = await createSync(server, syncTo(intercom));
  await server.send(...USERS.map((user_id) => ({ user_id, event_type: 'Order Completed' })));
  await settled(server, sync, { discarded: 3 });
  for (const user of USERS) await intercom.contact(user);

  const { page, faults } = await visit(browser, server.url);
  await signIn(page);
  await page.goto(`/syncs/${sync}/debugger`);
  await page.getByText('3 deliveries failed, in 1 category.').waitFor();

  // A sample tells the request and the answer, beside the page and at an address of its own.
  await page.getByRole('button', { name: 'User not found', exact: true }).click();
  await page
    .getByRole('link', { name: /Open delivery/ })
    .first()
    .click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('404 not_found', { exact: true }).waitFor();
  await drawer.getByRole('button', { name: 'Copy as curl' }).waitFor();
  expect(page.url()).toContain('delivery=');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });

  // The count comes first, then the progress, then what came of it.
  await page.getByRole('button', { name: 'Retry user not found' }).click();
  const dialog = page.getByRole('dialog', { name: /^Retry/ });
  await dialog.getByText('3 deliveries').waitFor();
  await dialog.getByRole('button', { name: 'Send 3 again' }).click();
  await page.getByText('All 3 settled').waitFor();
  await page.getByText('None failed again for the same reason.').waitFor();
  await page.getByText('Nothing has failed').waitFor();

  await settled(server, sync, { delivered: 3, discarded: 0, pending: 0 });
  for (const user of USERS) expect(await intercom.events(user)).toHaveLength(1);
  expect(faults).toEqual([]);
});

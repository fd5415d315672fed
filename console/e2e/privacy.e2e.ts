import { expect, test } from 'vitest';
import { signIn, visit } from './support/browser';
import { createSync, settled, syncTo } from './support/server';
import { onStage } from './support/stage';

const stage = onStage(async ({ server, intercom }) => {
  await intercom.contact('ada-lovelace');
  const sync = await createSync(server, syncTo(intercom));
  await server.send({ user_id: 'ada-lovelace', event_type: 'Order Completed' });
  await settled(server, sync, { delivered: 1 });
});

test('a user is erased from their page on, with a receipt, and may come back', async () => {
  const { page, faults } = await visit(stage.browser, stage.server.url);
  await signIn(page);
  await page.goto('/users/ada-lovelace');
  await page.getByRole('link', { name: 'Erase this user…' }).click();
  await page.getByLabel('Delete the contact in Intercom too').check();
  await page.getByLabel('Requested by').fill('Ticket 4711');
  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase this user?' });
  await dialog.getByLabel('Type “ada-lovelace” to confirm').fill('ada-lovelace');
  await dialog.getByRole('button', { name: 'Erase the user' }).click();

  const deletions = page.getByRole('table', { name: 'Deletions' });
  await deletions.getByText('Erased', { exact: true }).waitFor();
  await deletions.getByRole('button', { name: 'ada-lovelace' }).click();
  await deletions.getByText('Deleted', { exact: true }).waitFor();
  await page.goto('/users/ada-lovelace');
  await page.getByText('No user of this ID has been seen').waitFor();

  await page.goto('/privacy?user_id=ada-lovelace');
  await page.getByRole('button', { name: 'ada-lovelace' }).click();
  await page.getByRole('button', { name: 'Let the user come back…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Let them come back' }).click();
  await page.getByText('Events with this user ID are accepted again.').waitFor();
  expect(faults).toEqual([]);
});

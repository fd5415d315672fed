import { expect, test } from 'vitest';
import { openAccount, signIn, visit } from './support/browser';
import { createSync, PASSWORD, syncTo } from './support/server';
import { onStage } from './support/stage';

const stage = onStage(async ({ server, intercom }) => {
  await intercom.contact('ada-lovelace');
  await createSync(server, syncTo(intercom));
});

test('a server that is gone is told of calmly, and what was shown stays', async () => {
  const { server, browser } = stage;
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);
  await page.getByRole('link', { name: 'Product events' }).waitFor();

  await server.pause(async () => {
    await page
      .getByText(/The server does not answer/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Product events' }).waitFor();
  });

  // It goes on by itself, signed in as before; an event that arrives is seen without a reload.
  await page.getByText(/The server does not answer/).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Events', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
  await server.send({ user_id: 'ada-lovelace', event_type: 'Order Completed' });
  await page.getByRole('link', { name: 'Order Completed' }).waitFor();
  expect(faults).toEqual([]);
});

test('a session that ends is begun again without losing what was written', async () => {
  const { server, browser } = stage;
  const { page, context, faults } = await visit(browser, server.url);
  await signIn(page);
  await page.goto('/syncs/30000001/settings');
  await page.getByLabel('Sync name').fill('A better name');
  await context.clearCookies();

  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Sync name').inputValue()).toBe('A better name');
  expect(faults).toEqual([]);
});

test('a wrong password is refused, and signing out ends the session', async () => {
  const { server, browser } = stage;
  const { page, faults } = await visit(browser, server.url);
  await page.goto('/');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page
    .getByText(/password/i)
    .filter({ hasText: /wrong|not/i })
    .first()
    .waitFor();
  await signIn(page);
  await openAccount(page, 'admin');
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
  await page.goto('/events');
  await page.getByLabel('Password').waitFor();
  expect(faults).toEqual([]);
});

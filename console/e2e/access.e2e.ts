import { expect, test } from 'vitest';
import { openAccount, type Page, signIn, visit } from './support/browser';
import { createSync, eventually, syncTo } from './support/server';
import { isSound } from './support/sound';
import { onStage } from './support/stage';

const stage = onStage(async ({ server, intercom }) => {
  await createSync(server, syncTo(intercom));
});

/** What a dialog shows once. */
async function shownOnce(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This is shown only once').waitFor();
  const secret = await dialog.locator('code').textContent();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await dialog.waitFor({ state: 'detached' });
  return secret ?? '';
}

/** Adds somebody as an administrator does, and gives their password. */
async function addPerson(page: Page, name: string, role: string): Promise<string> {
  await page.goto('/access');
  await page.getByRole('button', { name: 'Add a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('radio', { name: role }).check();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return shownOnce(page);
}

test('a viewer signs in by name, sees everything, and is told what they may not do', async () => {
  const { server, browser } = stage;
  const admin = await visit(browser, server.url);
  await signIn(admin.page);
  const password = await addPerson(admin.page, 'Vera', 'Viewer');

  const { page, faults } = await visit(browser, server.url);
  await signIn(page, 'Vera', password);
  expect(await page.getByRole('link', { name: 'Access' }).count()).toBe(0);
  await page.goto('/syncs/30000001/settings');
  await page.getByText('You can look, but not save').waitFor();
  const save = page.getByRole('button', { name: 'Save', exact: true });
  expect(await save.getAttribute('aria-disabled')).toBe('true');
  await isSound(page);
  await page.goto('/access');
  await page.getByText('Only an administrator sees this page').waitFor();
  await isSound(page);

  // They change their password, and sign in with the one that they chose.
  await openAccount(page, 'Vera');
  await page.getByRole('menuitem', { name: 'Change password…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change your password' });
  await dialog.getByLabel('Current password', { exact: true }).fill(password);
  await dialog
    .getByLabel('Password from now on', { exact: true })
    .fill('a password that Vera chose');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await dialog.waitFor({ state: 'detached' });
  const again = await visit(browser, server.url);
  await signIn(again.page, 'Vera', 'a password that Vera chose');

  // Removed, they are out at once.
  await admin.page.getByRole('button', { name: 'Remove: Vera' }).click();
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await admin.page.getByText('Vera was removed.').waitFor();
  await again.page.reload();
  await again.page.getByLabel('Password').waitFor();
  expect([...faults, ...admin.faults, ...again.faults]).toEqual([]);
});

test('an API key is replaced without an event being refused', async () => {
  const { server, browser } = stage;
  const { page, faults } = await visit(browser, server.url);
  await signIn(page);
  await page.goto('/access');
  const kept = page.getByRole('button', { name: /^Revoke / }).first();
  expect(await kept.getAttribute('aria-description')).toContain('project.api_key');

  await page.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('iOS app');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.getByText('Events that carry it are accepted').waitFor();
  const key = (await dialog.locator('code').textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Done' }).click();
  expect(await server.accepts(key)).toBe(true);

  await page.getByRole('button', { name: 'Revoke iOS app' }).click();
  await page.getByRole('dialog').getByText('are refused from this moment on').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('The key “iOS app” was revoked.').waitFor();
  await eventually('the key is refused', async () => !(await server.accepts(key)));

  // The audit log tells both.
  await page.goto('/audit?actor=admin');
  await page.getByRole('button', { name: 'Key revoked' }).waitFor();
  await page.getByRole('button', { name: 'Key created' }).waitFor();
  expect(faults).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Locator, Page } from './support/browser';
import { visit } from './support/browser';
import { PASSWORD } from './support/server';
import { onStage } from './support/stage';

const stage = onStage(async ({ server }) => {
  await server.send({ user_id: 'ada-lovelace', event_type: 'Order Completed' });
});

/** More stops than any way on a page takes. */
const MOST_STOPS = 80;

/** Goes on with Tab until the focus is there; it must be seen at each stop. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(unseenFocus);
    expect(unseen, 'the focus is not to be seen').toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reached ${target}`);
}

/** The element that has the focus without showing it; `null` where all is well. */
function unseenFocus(): string | null {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  // A field may show it on its frame, and a switch on its track.
  const near = [focused, focused.parentElement, focused.nextElementSibling];
  const seen = near.some((element) => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, opacity, visibility } = getComputedStyle(element);
    const { width, height } = element.getBoundingClientRect();
    const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
    return outlined && opacity !== '0' && visibility === 'visible' && width > 2 && height > 2;
  });
  return seen ? null : focused.outerHTML.slice(0, 200);
}

test('from signing in to a saved sync without a mouse', async () => {
  const { page, faults } = await visit(stage.browser, stage.server.url);
  await page.goto('/');
  await page.getByLabel('Password').waitFor();
  await page.getByLabel('Password').focus();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor();

  // The first stop leads past the menu.
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor();
  await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));

  // A sync from the catalog; the dialog takes the focus.
  await tabTo(page, page.getByRole('link', { name: 'Catalog' }).first());
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Add Intercom' }));
  await page.keyboard.press('Enter');
  const name = page.getByRole('dialog').getByLabel('Sync name');
  await name.waitFor();
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);

  // Escape closes it and gives the focus back.
  await page.keyboard.press('Escape');
  const add = page.getByRole('button', { name: 'Add Intercom' });
  await expect.poll(() => add.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await name.waitFor();
  await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'By keyboard' }).waitFor();

  // An event is picked from the list, and the change saved with the shortcut.
  await tabTo(page, page.getByRole('button', { name: 'Add events' }));
  await page.keyboard.press('Enter');
  await page.getByLabel('Add events: search').waitFor();
  await page.keyboard.type('Order');
  await page.getByRole('option', { name: 'Order Completed' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('list', { name: 'Selected events' }).getByText('Order Completed').waitFor();
  await page.keyboard.press('Control+s');
  await page.getByText('Saved. The changes are in force.').first().waitFor();

  // The tabs are moved through with the arrows.
  await page.reload();
  await page.getByRole('tab', { name: 'Settings' }).waitFor();
  await tabTo(page, page.getByRole('tab', { name: 'Settings' }));
  await page.keyboard.press('ArrowRight');
  await page.getByRole('list', { name: 'The path of what came in' }).waitFor();
  expect(page.url()).toContain('/delivery');
  expect(faults).toEqual([]);
});

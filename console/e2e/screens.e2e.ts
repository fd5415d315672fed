import { describe, expect, test } from 'vitest';
import { axe, type Page, signIn, visit } from './support/browser';
import { createSync, settled, syncTo } from './support/server';
import { onStage } from './support/stage';

const SYNC = '/syncs/30000001';

/** Every screen, and what shows that it is there. */
const SCREENS: [name: string, path: string, there: (page: Page) => Promise<void>][] = [
  ['the syncs', '/syncs', heading('Syncs')],
  ['the catalog', '/catalog', heading('Catalog')],
  ['the start', '/start', (page) => page.getByText('Events arrive.').waitFor()],
  [
    'a sync’s settings',
    `${SYNC}/settings`,
    (page) =>
      page
        .getByText(/Would (not )?be sent/)
        .first()
        .waitFor(),
  ],
  ['a sync’s delivery', `${SYNC}/delivery`, region('Outcomes')],
  [
    'a sync’s delivery in tables',
    `${SYNC}/delivery?outcomes=table&latency=table&figures=percent`,
    region('Latency'),
  ],
  [
    'a sync’s debugger',
    `${SYNC}/debugger?category=user_not_found`,
    (page) => page.getByText('What to do').waitFor(),
  ],
  ['the events', '/events', (page) => page.getByRole('table').waitFor()],
  ['an event’s story', '/events?event=0', (page) => page.getByRole('dialog').waitFor()],
  ['the users', '/users', (page) => page.getByRole('link', { name: 'ada-lovelace' }).waitFor()],
  ['a user', '/users/ada-lovelace', region('User properties')],
  ['the project', '/project', heading('Project')],
  ['an address of nothing', '/nothing', heading(/not found|no such|nothing/i)],
];

function heading(name: string | RegExp) {
  return (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor();
}

function region(name: string) {
  return (page: Page) => page.getByRole('region', { name }).first().waitFor();
}

const stage = onStage(async ({ server, intercom }) => {
  await intercom.contact('ada-lovelace');
  const sync = await createSync(server, syncTo(intercom));
  const order = (user_id: string) => ({
    user_id,
    event_type: 'Order Completed',
    event_properties: { total: 12, currency: 'EUR' },
    user_properties: { plan: 'pro' },
  });
  await server.send(order('ada-lovelace'), order('nobody-known'), {
    device_id: 'a-device-of-somebody',
    event_type: 'Page Viewed',
  });
  await settled(server, sync, { delivered: 1, discarded: 1 });
});

describe.each(['light', 'dark'] as const)('in %s', (scheme) => {
  test('the sign-in is sound', async () => {
    const { page, faults } = await visit(stage.browser, stage.server.url, { scheme });
    await page.goto('/');
    await page.getByLabel('Admin password').waitFor();
    await sound(page);
    expect(faults).toEqual([]);
  });

  test.each(SCREENS)('%s: nothing found by axe, no overflow, no fault', async (_, path, there) => {
    const { page, context, faults } = await visit(stage.browser, stage.server.url, { scheme });
    await signIn(page);
    await page.goto(path);
    await there(page);
    await sound(page);
    expect(faults).toEqual([]);
    await context.close();
  });
});

/** The page serves everybody, on a phone, a tablet and a desk. */
async function sound(page: Page) {
  for (const width of [360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
        message: `at ${width} px the page scrolls sideways`,
      })
      .toBeLessThanOrEqual(0);
    if (width !== 768) expect(await axe(page), `axe at ${width} px`).toEqual([]);
  }
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
}

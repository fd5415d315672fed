import { describe, expect, test } from 'vitest';
import { axe, openAccount, type Page, type Session, signIn, visit } from './support/browser';
import { createSync, settled, syncTo } from './support/server';
import { fits, isSound, PHONE } from './support/sound';
import { onStage } from './support/stage';

const SYNC = '/syncs/30000001';

/** Every screen: its address, and what shows that it is there, or is done to open it. */
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
  [
    'an event’s story',
    '/events?event=0',
    (page) =>
      page.getByRole('dialog', { name: 'Order Completed' }).getByText('Received').first().waitFor(),
  ],
  ['the users', '/users', (page) => page.getByRole('link', { name: 'ada-lovelace' }).waitFor()],
  ['a user', '/users/ada-lovelace', region('User properties')],
  ['the project', '/project', heading('Project')],
  ['the alerts', '/alerts', region('Channels')],
  ['the access', '/access', (page) => page.getByRole('table', { name: 'Secret keys' }).waitFor()],
  [
    'a person being added',
    '/access',
    async (page) => {
      await page.getByRole('button', { name: 'Add a person' }).click();
      await page.getByRole('dialog').getByLabel('Name').waitFor();
    },
  ],
  [
    'a key being created',
    '/access',
    async (page) => {
      await page.getByRole('button', { name: 'Create a key' }).click();
      await page
        .getByRole('dialog')
        .getByRole('radio', { name: /Secret key/ })
        .check();
      await page
        .getByRole('dialog')
        .getByRole('radio', { name: /Viewer/ })
        .waitFor();
    },
  ],
  [
    'a deletion’s receipt',
    '/privacy',
    async (page) => {
      await page.getByRole('button', { name: 'somebody-gone' }).click();
      await page.getByText('What was erased', { exact: true }).waitFor();
    },
  ],
  [
    'a user about to be erased',
    '/privacy?erase=ada-lovelace',
    async (page) => {
      await page.getByRole('button', { name: 'Erase…' }).click();
      await page.getByRole('dialog', { name: 'Erase this user?' }).waitFor();
    },
  ],
  [
    'an entry of the audit log',
    '/audit?action=sync.created',
    async (page) => {
      await page.getByRole('button', { name: 'Sync created' }).click();
      await page.getByText('From the address').waitFor();
    },
  ],
  [
    'what an account can do',
    '/project',
    async (page) => {
      await openAccount(page, 'admin');
      await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    },
  ],
  [
    'a sync being created',
    '/catalog',
    async (page) => {
      await page.getByRole('button', { name: 'Add Intercom' }).click();
      await page.getByRole('dialog').getByLabel('Sync name').waitFor();
    },
  ],
  [
    'events being chosen',
    `${SYNC}/settings`,
    async (page) => {
      await page.getByRole('button', { name: 'Add events' }).click();
      await page.getByRole('option', { name: 'Page Viewed' }).waitFor();
    },
  ],
  [
    'a delivery in full',
    `${SYNC}/debugger?category=user_not_found`,
    async (page) => {
      await page.getByRole('link', { name: /Open delivery/ }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Copy as curl' }).waitFor();
    },
  ],
  [
    'a retry, counted',
    `${SYNC}/debugger`,
    async (page) => {
      await page.getByRole('button', { name: 'Retry user not found' }).click();
      await page.getByRole('dialog').getByText('1 delivery').waitFor();
    },
  ],
  ['an address of nothing', '/nothing', heading('Not found')],
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
  await server.send({ user_id: 'somebody-gone', event_type: 'Page Viewed' });
  await settled(server, sync, { delivered: 1, discarded: 1 });
  await server.api('POST', '/deletions', {
    user_ids: ['somebody-gone'],
    delete_in_intercom: true,
  });
});

test('the sign-in is sound, light and dark', async () => {
  const { page, faults } = await visit(stage.browser, stage.server.url);
  await page.goto('/');
  await page.getByLabel('Password').waitFor();
  await isSound(page);
  expect(faults).toEqual([]);
});

describe('who is signed in', () => {
  let session: Session;

  test('begins in the colours of their system', async () => {
    const { page, faults } = await visit(stage.browser, stage.server.url);
    await page.emulateMedia({ colorScheme: 'dark' });
    session = await signIn(page);
    await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
    expect(faults).toEqual([]);
  });

  test.each(SCREENS)('finds %s sound, light and dark', async (_, path, there) => {
    const { page, faults } = await visit(stage.browser, stage.server.url, session);
    await page.goto(path);
    await there(page);
    await isSound(page);
    expect(faults).toEqual([]);
  });

  test('finds what opens on a phone sound', async () => {
    const { page, faults } = await visit(stage.browser, stage.server.url, session);
    await fits(page, PHONE);
    await page.goto('/syncs');
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('link', { name: 'Project' }).waitFor();
    expect(await axe(page), 'the menu').toEqual([]);
    await page.getByRole('link', { name: 'Project' }).click();
    await heading('Project')(page);
    await page.getByRole('button', { name: 'Open the menu' }).waitFor();

    await page.goto(`${SYNC}/settings`);
    await page.getByRole('button', { name: 'Add events' }).click();
    await page.getByRole('option', { name: 'Page Viewed' }).waitFor();
    await fits(page, PHONE);
    expect(await axe(page), 'the picker of events').toEqual([]);
    expect(faults).toEqual([]);
  });
});

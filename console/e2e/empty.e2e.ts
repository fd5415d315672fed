import { expect, test } from 'vitest';
import { type Session, signIn, visit } from './support/browser';
import { createSync, syncTo } from './support/server';
import { isSound } from './support/sound';
import { onStage } from './support/stage';

const SYNC = '/syncs/30000001';

/** Every screen that has nothing to show, and what it says in place of it. */
const SCREENS: [name: string, path: string, says: string][] = [
  ['events', '/events', 'No events yet'],
  ['users', '/users', 'Nobody has been seen yet'],
  ['a user', '/users/nobody-known', 'No user of this ID has been seen'],
  ['a delivery', `${SYNC}/delivery`, 'Nothing happened in this period'],
  ['a failure', `${SYNC}/debugger`, 'Nothing has failed'],
  ['an event to try', `${SYNC}/settings`, 'No event has come in yet.'],
  ['an alert', '/alerts', 'Nothing is wrong'],
  ['a deletion', '/privacy', 'Nobody has been erased'],
  ['an entry that fits', '/audit?actor=nobody', 'No entry fits these filters'],
  ['a sync of this ID', '/syncs/4711/settings', 'There is no sync 4711'],
];

let session: Session;
const stage = onStage();

test('an empty project leads to its first event and its first sync', async () => {
  const { page, faults } = await visit(stage.browser, stage.server.url);
  session = await signIn(page);
  await page.getByText('No sync yet').waitFor();
  await isSound(page);
  await page.getByRole('link', { name: 'Get started' }).click();
  await page.getByText('Waiting for the first event').waitFor();
  await isSound(page);
  expect(faults).toEqual([]);
  await createSync(stage.server, syncTo(stage.intercom, { enabled: false }));
});

test.each(SCREENS)('without %s the page says so, and is sound', async (_, path, says) => {
  const { page, faults } = await visit(stage.browser, stage.server.url, session);
  await page.goto(path);
  await page.getByText(says).first().waitFor();
  await isSound(page);
  expect(faults).toEqual([]);
});

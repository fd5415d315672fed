import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import type { Sync } from '../../../api/syncs';
import { SYNC, sync } from '../fixtures';
import { showSync } from '../testSync';

const save = () => screen.getByRole('button', { name: 'Save' });

async function rename(to: string) {
  const user = userEvent.setup();
  const name = await screen.findByLabelText('Sync name');
  await user.clear(name);
  await user.type(name, to);
  return user;
}

/** The fields that answers add to a document. */
const ADDED = ['id', 'version', 'created_at', 'updated_at', 'health', 'totals', 'event_names'];

function documentOf(read: Sync): Record<string, unknown> {
  return Object.fromEntries(Object.entries(read).filter(([name]) => !ADDED.includes(name)));
}

it('a save sends the document as it was, but for what was changed, and the version it had', async () => {
  const { asked } = showSync({
    save: (document) => ({ status: 200, body: { ...sync, ...document, version: 4 } }),
  });
  const user = await rename('Orders');
  await user.click(save());
  expect(await screen.findByText('Saved')).toBeTruthy();

  const [put] = asked.filter(({ method }) => method === 'PUT');
  expect(put?.path).toBe(`/syncs/${SYNC}`);
  expect(put?.ifMatch).toBe('"3"');
  expect(put?.body).toEqual({ ...documentOf(sync), name: 'Orders' });
});

it('what the server does not allow stands at its field, and nothing that was written is lost', async () => {
  const fault = { field: 'name', code: 'taken', message: 'is the name of another sync' };
  showSync({
    save: () => ({ status: 422, body: { error: { ...fault, faults: [fault] } } }),
  });
  const user = await rename('Orders');
  await user.click(save());
  expect(await screen.findByText('Not saved: one thing to mend')).toBeTruthy();
  const field = screen.getByLabelText<HTMLInputElement>('Sync name');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(field.getAttribute('aria-describedby')).not.toBeNull();
  expect(field.value).toBe('Orders');
});

it('somebody else’s version is not overwritten unseen', async () => {
  let current = sync;
  const { asked } = showSync({
    sync: () => current,
    save: () => {
      const first = current === sync;
      current = { ...sync, metadata_limit: 10, version: 9 };
      const error = { code: 'precondition_failed', message: 'changed', field: null };
      return first ? { status: 412, body: { error } } : { status: 200, body: current };
    },
  });
  const user = await rename('Orders');
  await user.click(save());
  const dialog = await screen.findByRole('dialog', { name: 'The sync was changed meanwhile' });
  expect(within(dialog).getByText(/They changed/)).toBeTruthy();

  await user.click(within(dialog).getByRole('button', { name: 'Overwrite with mine' }));
  await screen.findByText('Saved');
  const versions = asked.filter(({ method }) => method === 'PUT').map(({ ifMatch }) => ifMatch);
  expect(versions).toEqual(['"3"', '"9"']);
});

it('what was written is kept for a reload of the page, but for the access token', async () => {
  showSync({});
  const user = await rename('Orders');
  await user.click(screen.getByRole('button', { name: 'Replace' }));
  await user.type(screen.getByLabelText('New access token'), 'a-secret-token');
  const kept = () => sessionStorage.getItem(`intertide.draft.${SYNC}`) ?? '';
  await waitFor(() => expect(kept()).toContain('"tokenTyped":true'));
  expect(kept()).toContain('Orders');
  expect(kept()).not.toContain('a-secret');
});

import type { ReadSync } from '../../../api/syncs';
import { type Draft, sameDocument, toDocument, toDraft } from './draft';
import { readStash } from './stash';

/** Where the form begins. */
export type Beginning = {
  base: ReadSync;
  draft: Draft;
  /** What a reload left and was brought back, where there was such a thing. */
  restored: { tokenTyped: boolean } | null;
};

/**
 * Begins at what was read, or at the draft that a reload left. That one keeps the version that it
 * was made from, so that saving it meets what others did since.
 */
export function beginning(id: number, read: ReadSync): Beginning {
  const fresh = toDraft(read.sync);
  const stash = readStash(id);
  if (stash === null) return { base: read, draft: fresh, restored: null };
  const { stored } = fresh.credentials.access_token;
  const token = { stored, replacement: stash.tokenTyped ? '' : null };
  const draft: Draft = {
    ...stash.draft,
    credentials: { ...stash.draft.credentials, access_token: token },
  };
  const same = sameDocument(toDocument(draft), toDocument(fresh));
  if (same && !stash.tokenTyped) return { base: read, draft: fresh, restored: null };
  const base = { sync: read.sync, etag: stash.etag };
  return { base, draft, restored: { tokenTyped: stash.tokenTyped } };
}

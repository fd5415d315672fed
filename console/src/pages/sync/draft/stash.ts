import type { SyncDocument } from '../../../api/syncs';
import { type Draft, toDocument, toDraft } from './draft';

/** A draft that outlives a reload of the page, and the version that it was made from. */
export type Stash = {
  etag: string | null;
  document: SyncDocument;
  /** A token had been typed. The token itself is never kept. */
  tokenTyped: boolean;
};

const name = (id: number) => `intertide.draft.${id}`;

/** Keeps a draft for this tab of the browser. */
export function keepStash(id: number, draft: Draft, etag: string | null) {
  const { access_token: token } = draft.credentials;
  const credentials = {
    ...draft.credentials,
    access_token: { stored: token.stored, replacement: null },
  };
  const stash: Stash = {
    etag,
    document: toDocument({ ...draft, credentials }),
    tokenTyped: (token.replacement ?? '') !== '',
  };
  try {
    sessionStorage.setItem(name(id), JSON.stringify(stash));
  } catch {
    // A full or forbidden storage costs the draft its second life, not its first.
  }
}

export function dropStash(id: number) {
  try {
    sessionStorage.removeItem(name(id));
  } catch {
    // Where storage is forbidden, nothing was kept.
  }
}

/** The draft that was kept, where it can still be read. */
export function readStash(id: number): (Stash & { draft: Draft }) | null {
  try {
    const stash = JSON.parse(sessionStorage.getItem(name(id)) ?? 'null') as Stash | null;
    return stash === null ? null : { ...stash, draft: toDraft(stash.document) };
  } catch {
    return null;
  }
}

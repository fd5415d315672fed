import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYNC, sync } from '../fixtures';
import { beginning } from './beginning';
import { type Draft, toDocument, toDraft } from './draft';
import { dropStash, keepStash, readStash } from './stash';

beforeEach(() => sessionStorage.clear());
afterEach(() => vi.restoreAllMocks());

function draftNamed(name: string, replacement: string | null = null): Draft {
  const draft = toDraft(sync);
  draft.name = name;
  draft.credentials.access_token.replacement = replacement;
  return draft;
}

const read = { sync, etag: '"3"' };

describe('a draft that outlives a reload', () => {
  it('comes back as it was, with the version that it was made from', () => {
    keepStash(SYNC, draftNamed('Orders'), '"3"');
    const stash = readStash(SYNC);
    expect(stash && toDocument(stash.draft)).toEqual(toDocument(draftNamed('Orders')));
    expect(stash?.etag).toBe('"3"');
  });

  it('belongs to its sync alone, and is gone once it is dropped', () => {
    keepStash(SYNC, draftNamed('Orders'), '"3"');
    expect(readStash(SYNC + 1)).toBeNull();
    dropStash(SYNC);
    expect(readStash(SYNC)).toBeNull();
  });

  it('remembers that a token was typed, and not the token', () => {
    keepStash(SYNC, draftNamed('Orders', 'a-new-token'), '"3"');
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('a-new-token');
    expect(readStash(SYNC)?.tokenTyped).toBe(true);
  });

  it('that can not be read is as good as none', () => {
    sessionStorage.setItem(`intertide.draft.${SYNC}`, '{"document":');
    expect(readStash(SYNC)).toBeNull();
    sessionStorage.setItem(`intertide.draft.${SYNC}`, '{"etag":null}');
    expect(readStash(SYNC)).toBeNull();
  });

  it('costs nothing but itself where the browser keeps nothing', () => {
    const forbid = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    for (const method of ['setItem', 'getItem', 'removeItem'] as const) {
      vi.spyOn(Storage.prototype, method).mockImplementation(forbid);
    }
    expect(() => keepStash(SYNC, draftNamed('Orders'), null)).not.toThrow();
    expect(() => dropStash(SYNC)).not.toThrow();
    expect(readStash(SYNC)).toBeNull();
  });
});

describe('the form begins', () => {
  it('at what was read, where nothing was left', () => {
    const { draft, base, restored } = beginning(SYNC, read);
    expect(toDocument(draft)).toEqual(toDocument(toDraft(sync)));
    expect(base).toBe(read);
    expect(restored).toBeNull();
  });

  it('at what a reload left, and says so', () => {
    keepStash(SYNC, draftNamed('Orders'), '"3"');
    const { draft, restored } = beginning(SYNC, read);
    expect(draft.name).toBe('Orders');
    expect(restored).toEqual({ tokenTyped: false });
  });

  it('with the version of the draft, so that a save meets what others did since', () => {
    keepStash(SYNC, draftNamed('Orders'), '"3"');
    const later = { sync: { ...sync, version: 4 }, etag: '"4"' };
    expect(beginning(SYNC, later).base.etag).toBe('"3"');
  });

  it('with an open field for the token that was typed and is not kept', () => {
    keepStash(SYNC, draftNamed(sync.name, 'a-new-token'), '"3"');
    const { draft, restored } = beginning(SYNC, read);
    expect(draft.credentials.access_token).toEqual({
      stored: { set: true, hint: '…ab12' },
      replacement: '',
    });
    expect(restored).toEqual({ tokenTyped: true });
  });

  it('at what was read, where the draft says nothing else', () => {
    keepStash(SYNC, toDraft(sync), '"2"');
    expect(beginning(SYNC, read)).toMatchObject({ base: { etag: '"3"' }, restored: null });
  });
});

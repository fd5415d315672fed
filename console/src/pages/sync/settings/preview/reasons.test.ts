import { describe, expect, it } from 'vitest';
import type { Preview } from '../../../../api/previews';
import { discardedFor, headline, inSentence, readReasons } from './reasons';

const preview = (verdict: Preview['verdict'], reason: string | null): Preview => ({
  verdict,
  reason,
  conditions: [],
  requests: [],
  warnings: [],
});

describe('reasons', () => {
  it('are told apart, also where a name has a semicolon in it', () => {
    expect(readReasons('not_selected: the sync does not select `A; B`; no_change: none')).toEqual([
      { name: 'not_selected', text: 'the sync does not select `A; B`' },
      { name: 'no_change', text: 'none' },
    ]);
  });

  it('may be none, or a bare name', () => {
    expect(readReasons(null)).toEqual([]);
    expect(readReasons('rejected')).toEqual([{ name: 'rejected', text: '' }]);
  });
});

it.each([
  [preview('send', 'not_selected: no'), 'Would be sent'],
  [preview('skip', 'no_change: none; filtered: no'), 'Would not be sent · filtered'],
  [preview('skip', null), 'Would not be sent'],
  [
    preview('discard', 'no_change: x; missing_identity: y'),
    'Would be discarded · missing identity',
  ],
])('%o reads %s', (given, text) => expect(headline(given)).toBe(text));

it('only what is discarded has a category', () => {
  expect(discardedFor(preview('discard', 'missing_identity: y'))).toBe('missing_identity');
  expect(discardedFor(preview('skip', 'filtered: y'))).toBeNull();
});

it('stands in a sentence', () =>
  expect(inSentence(preview('skip', 'filtered: y'))).toBe('would not be sent: filtered'));

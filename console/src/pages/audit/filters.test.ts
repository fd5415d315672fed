import { describe, expect, it } from 'vitest';
import { isNarrow, keyOf, NO_FILTER, queryOf, readFilter, writeFilter } from './filters';

const NOW = new Date('2026-11-25T12:00:00.000Z');

const read = (search: string) => readFilter(new URLSearchParams(search));

describe('the filter of the audit log', () => {
  it('is read from the address, and written there as it was', () => {
    const search = 'actor=ann&action=sync.updated&subject=30000001&period=1d';
    expect(writeFilter(new URLSearchParams(), read(search)).toString()).toBe(search);
  });

  it('leaves alone what else stands in the address', () => {
    const written = writeFilter(new URLSearchParams('entry=7&actor=ann&period=1h'), NO_FILTER);
    expect(written.toString()).toBe('entry=7');
  });

  it('asks the API by its own names, with the bounds of this moment', () => {
    expect(queryOf(read('actor=ann&period=1h'), NOW)).toEqual({
      actor: 'ann',
      from: '2026-11-25T11:00:00.000Z',
    });
    expect(queryOf(NO_FILTER, NOW)).toEqual({});
  });

  it('is told apart from none', () => {
    expect(isNarrow(read('entry=7'))).toBe(false);
    expect(isNarrow(read('action=sync.deleted'))).toBe(true);
    expect(keyOf(read('action=a&actor=b'))).toBe(keyOf(read('actor=b&action=a')));
  });
});

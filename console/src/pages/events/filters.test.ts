import { describe, expect, it } from 'vitest';
import { bounds, lastName } from '../../components/filter/when';
import {
  type EventFilter,
  isNarrow,
  keyOf,
  NO_FILTER,
  OUTCOMES,
  queryOf,
  readFilter,
  writeFilter,
} from './filters';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const read = (search: string) => readFilter(new URLSearchParams(search));

const everything: EventFilter = {
  userId: 'ann/1 b&c',
  eventType: 'Order Completed',
  insertId: 'i-1',
  deviceId: 'd-1',
  outcome: 'discarded',
  syncId: 30_000_001,
  when: { kind: 'between', from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' },
};

describe('a filter in the address', () => {
  it('is read as it was written, whatever it holds', () => {
    const written = writeFilter(new URLSearchParams(), everything);
    expect(read(written.toString())).toEqual(everything);
    const hour: EventFilter = { ...NO_FILTER, when: { kind: 'last', period: '1h' } };
    expect(read(writeFilter(new URLSearchParams(), hour).toString())).toEqual(hour);
    const open: EventFilter = {
      ...NO_FILTER,
      when: { kind: 'between', from: null, to: '2026-11-25T00:00:00.000Z' },
    };
    expect(read(writeFilter(new URLSearchParams(), open).toString())).toEqual(open);
  });

  it('knows every outcome that the API does', () => {
    for (const outcome of OUTCOMES) expect(read(`outcome=${outcome}`).outcome).toBe(outcome);
  });

  it('narrows nothing with what can not be read', () => {
    for (const search of [
      '',
      'user_id=&event_type=',
      'outcome=lost',
      'sync_id=one',
      'sync_id=1.5',
      'period=1y',
      'period=custom',
      'period=custom&from=yesterday',
      'from=2026-11-24T00:00:00Z',
    ]) {
      expect(read(search), search).toEqual(NO_FILTER);
    }
  });

  it('takes the place of the one before, and leaves the rest of the address', () => {
    const search = new URLSearchParams('event=7&user_id=bob&outcome=pending&period=1h&from=x&to=y');
    const written = writeFilter(search, { ...NO_FILTER, userId: 'ann' });
    expect(written.toString()).toBe('event=7&user_id=ann');
    expect(search.get('user_id')).toBe('bob');
  });
});

describe('a filter as the API takes it', () => {
  it('has what narrows, and nothing else', () => {
    expect(queryOf(NO_FILTER, NOW)).toEqual({});
    expect(queryOf(everything, NOW)).toEqual({
      user_id: 'ann/1 b&c',
      event_type: 'Order Completed',
      insert_id: 'i-1',
      device_id: 'd-1',
      outcome: 'discarded',
      sync_id: 30_000_001,
      from: '2026-11-24T00:00:00.000Z',
      to: '2026-11-25T00:00:00.000Z',
    });
  });

  it('counts a named period back from the moment that it is asked', () => {
    const filter: EventFilter = { ...NO_FILTER, when: { kind: 'last', period: '4h' } };
    expect(queryOf(filter, NOW)).toEqual({ from: '2026-11-25T08:00:00.000Z' });
    const later = new Date(NOW.getTime() + 60_000);
    expect(queryOf(filter, later)).toEqual({ from: '2026-11-25T08:01:00.000Z' });
  });

  it('may be open at either end', () => {
    const since = bounds({ kind: 'between', from: '2026-11-24T00:00:00.000Z', to: null }, NOW);
    expect(since.from?.toISOString()).toBe('2026-11-24T00:00:00.000Z');
    expect(since.to).toBeNull();
    expect(bounds({ kind: 'any' }, NOW)).toEqual({ from: null, to: null });
  });
});

describe('two filters', () => {
  it('are one where they say the same', () => {
    expect(keyOf(read('outcome=pending&user_id=ann'))).toBe(
      keyOf(read('user_id=ann&outcome=pending&event=7')),
    );
    expect(keyOf(read('user_id=ann'))).not.toBe(keyOf(read('device_id=ann')));
  });

  it('are told apart from none', () => {
    expect(isNarrow(NO_FILTER)).toBe(false);
    expect(isNarrow(read('event=7'))).toBe(false);
    expect(isNarrow(read('period=1d'))).toBe(true);
  });
});

it('a period is named as one speaks', () => {
  expect(lastName('1h')).toBe('last hour');
  expect(lastName('2w')).toBe('last 2 weeks');
});

import { expect, it } from 'vitest';
import { ago, utcTime } from './time';

const now = new Date('2026-11-25T12:00:00Z');

it.each([
  ['2026-11-25T11:59:57Z', '3 seconds ago'],
  ['2026-11-25T11:20:00Z', '40 minutes ago'],
  ['2026-11-25T14:00:00Z', 'in 2 hours'],
  ['2026-11-24T12:00:00Z', 'yesterday'],
])('%s is %s', (at, text) => expect(ago(new Date(at), now)).toBe(text));

it('UTC keeps its milliseconds', () => {
  expect(utcTime(new Date('2026-11-25T07:02:26.170Z'))).toBe('2026-11-25 07:02:26.170 UTC');
});

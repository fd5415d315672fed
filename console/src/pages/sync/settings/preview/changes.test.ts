import { describe, expect, it } from 'vitest';
import type { Changes, Difference } from '../../../../api/previews';
import { changesText, latestOf } from './changes';

const changes = (of: Partial<Changes>): Changes => ({
  same: 0,
  newly_sent: 0,
  no_longer_sent: 0,
  changed: 0,
  differences: [],
  ...of,
});

describe('what changes mean for the latest events', () => {
  it.each([
    [{}, 'There is no event to try them on.'],
    [{ same: 1_000 }, 'They make no difference to the latest 1,000 events.'],
    [
      { same: 999, newly_sent: 1 },
      'Of the latest 1,000 events, 1 would be sent that is not sent as saved.',
    ],
    [
      { same: 1, newly_sent: 2, no_longer_sent: 3, changed: 4 },
      'Of the latest 10 events, 2 would be sent that are not sent as saved, 3 would no longer be sent and 4 would come out differently.',
    ],
  ])('%o', (of, text) => expect(changesText(changes(of))).toBe(text));
});

it('the latest events that differ come first', () => {
  const side = { verdict: 'send' as const, reason: null, payloads: [] };
  const differences = [1, 2, 3].map(
    (id): Difference => ({
      event_id: id,
      event_type: 'A',
      user_id: null,
      received_at: '2026-11-25T07:16:32.122Z',
      kind: 'changed',
      before: side,
      after: side,
    }),
  );
  expect(latestOf(differences, 2).map(({ event_id }) => event_id)).toEqual([3, 2]);
});

import { describe, expect, it } from 'vitest';
import { sync } from '../fixtures';
import { openFields } from './check';
import { type ConditionDraft, type Draft, toDraft } from './draft';
import { placedFault } from './faults';

/** Where the form says that something is missing. */
function openIn(change: (draft: Draft) => void): (string | null)[] {
  const draft = toDraft(sync);
  change(draft);
  return openFields(draft).map(({ field }) => field);
}

const condition = (change: Partial<ConditionDraft>): ConditionDraft => ({
  key: 'a',
  property: 'event.total',
  operator: 'is',
  values: ['1'],
  ...change,
});

describe('before a save', () => {
  it('a finished form is left to the server to judge', () => {
    expect(openIn(() => undefined)).toEqual([]);
    expect(openIn((draft) => Object.assign(draft, { name: '' }))).toEqual([]);
  });

  it('a custom URL has to be there', () => {
    expect(openIn(({ credentials }) => Object.assign(credentials, { endpoint: ' ' }))).toEqual([
      'credentials.endpoint',
    ]);
  });

  it('a token that is to be replaced has to be typed', () => {
    const replacing = (set: boolean) => (draft: Draft) => {
      draft.credentials.access_token = { stored: { set }, replacement: ' ' };
    };
    expect(openIn(replacing(true))).toEqual(['credentials.access_token']);
    expect(openIn(replacing(false))).toEqual([]);
  });

  it('a condition has to say what it asks, wherever it stands', () => {
    const open = openIn(({ send_events }) => {
      send_events.select = [
        { key: 'a', event_type: 'Signed Up', where: [] },
        {
          key: 'b',
          event_type: 'Order Completed',
          where: [condition({}), condition({ values: [] })],
        },
      ];
      send_events.where = [condition({ property: '', operator: 'is_set', values: [] })];
    });
    expect(open).toEqual([
      'send_events.select[1].where[1].values',
      'send_events.where[0].property',
    ]);
  });

  it('a condition that asks for presence needs no value', () => {
    const open = openIn(({ send_events }) => {
      send_events.where = [condition({ operator: 'is_not_set', values: [] })];
    });
    expect(open).toEqual([]);
  });

  it('a number has to be there, since an empty field would be saved as 0', () => {
    const open = openIn((draft) => {
      draft.metadata_limit = '';
      draft.retry.attempts = '';
    });
    expect(open).toEqual(['metadata_limit', 'retry.attempts']);
  });

  it('all that is missing has a field where it is told', () => {
    const draft = toDraft(sync);
    draft.credentials.endpoint = '';
    draft.metadata_limit = '';
    draft.send_events.select = [
      { key: 'a', event_type: 'Signed Up', where: [condition({ property: '', values: [] })] },
    ];
    const faults = openFields(draft).map(placedFault);
    expect(faults.map(({ path }) => path)).toEqual([
      'credentials.endpoint',
      'send_events.select.0.where.0.property',
      'send_events.select.0.where.0.values',
      'metadata_limit',
    ]);
  });
});

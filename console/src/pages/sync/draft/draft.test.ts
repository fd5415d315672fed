import { describe, expect, it } from 'vitest';
import type { SyncDocument } from '../../../api/syncs';
import { sync } from '../fixtures';
import {
  bareName,
  type ConditionDraft,
  type Draft,
  isFinished,
  nextKey,
  sameDocument,
  toDocument,
  toDraft,
  toTrial,
  withKeysOf,
} from './draft';

/** A document that uses each form that an entry can have. */
const document: SyncDocument = {
  name: 'Product events',
  destination: 'intercom',
  enabled: true,
  credentials: { endpoint: 'eu', access_token: { set: true, hint: '…ab12' } },
  mapping: { user_property: 'gp:email', intercom_id: 'email' },
  send_events: {
    enabled: true,
    select: [
      { event_type: 'Signed Up' },
      {
        event_type: 'Order Completed',
        where: [
          { property: 'event.total', operator: 'greater_than', values: ['10'] },
          { property: 'group.company.plan', operator: 'is', values: ['pro', '(none)'] },
        ],
      },
    ],
    where: [{ property: 'user.user_id', operator: 'is_set' }],
    event_properties: ['total', { property: 'cur.rency', as: 'currency' }],
    user_properties: ['plan'],
    unknown_user: 'create',
  },
  send_users: {
    enabled: true,
    user_properties: [
      'plan',
      { property: 'email', attribute: 'email' },
      { property: 'seats', custom_attribute: 'Seats bought' },
    ],
    create_missing_attributes: true,
  },
  value_types: 'string',
  metadata_limit: 10,
  retry: { window: '90m', attempts: 3 },
};

const draftWith = (change: (draft: Draft) => void): Draft => {
  const draft = toDraft(document);
  change(draft);
  return draft;
};

const withToken = (replacement: string | null) =>
  draftWith(({ credentials }) => {
    credentials.access_token.replacement = replacement;
  });

describe('a document that nobody changed', () => {
  it('comes out of the form as it went in', () => {
    expect(toDocument(toDraft(document))).toEqual(document);
  });

  it('that selects all events does so still', () => {
    const all = { ...document, send_events: { ...document.send_events, select: 'all' as const } };
    expect(toDocument(toDraft(all))).toEqual(all);
  });

  it('gets what the server would have filled in where it leaves things out', () => {
    const { name, destination, credentials, mapping } = document;
    const written = toDocument(toDraft({ name, destination, credentials, mapping }));
    expect(written).toMatchObject({
      enabled: false,
      send_events: { enabled: false, select: [], unknown_user: 'discard' },
      send_users: { enabled: false, create_missing_attributes: false },
      value_types: 'native',
      metadata_limit: 20,
      retry: { window: '4h', attempts: 10 },
    });
  });

  it('is the same as it was read, whatever an answer adds to it', () => {
    expect(sameDocument(toDocument(toDraft(sync)), toDocument(toDraft({ ...sync })))).toBe(true);
    expect(toDocument(toDraft(sync))).not.toHaveProperty('health');
    expect(toDocument(toDraft(sync))).not.toHaveProperty('version');
  });
});

describe('the access token', () => {
  const tokenOf = (draft: Draft) => toDocument(draft).credentials.access_token;

  it('is kept by putting back the mark that was read', () => {
    expect(tokenOf(withToken(null))).toEqual({ set: true, hint: '…ab12' });
  });

  it('is replaced by what was typed, without the blanks around a paste', () => {
    expect(tokenOf(withToken(' a-new-token \n'))).toBe('a-new-token');
  });

  it('is not lost to a blank', () => {
    expect(tokenOf(withToken('  '))).toEqual({ set: true, hint: '…ab12' });
  });

  it('is left out where there never was one', () => {
    const fresh = { ...document, credentials: { endpoint: 'us' } };
    expect(toDocument(toDraft(fresh)).credentials).toEqual({ endpoint: 'us' });
  });
});

describe('an entry', () => {
  it('is written short where its other name is blank or its own', () => {
    const written = toDocument(
      draftWith(({ send_events, send_users }) => {
        send_events.event_properties = [{ key: 'a', property: 'total', as: '  ' }];
        send_users.user_properties = [
          { key: 'b', property: 'gp:country', attribute: null, custom_attribute: ' country ' },
        ];
      }),
    );
    expect(written.send_events?.event_properties).toEqual(['total']);
    expect(written.send_users?.user_properties).toEqual(['gp:country']);
  });

  it('of a standard attribute forgets the custom name that was typed before', () => {
    const written = toDocument(
      draftWith(({ send_users }) => {
        send_users.user_properties = [
          { key: 'a', property: 'tel', attribute: 'phone', custom_attribute: 'Telephone' },
        ];
      }),
    );
    expect(written.send_users?.user_properties).toEqual([{ property: 'tel', attribute: 'phone' }]);
  });

  it('has the name that Intercom sees without the mark of a hidden one', () => {
    expect(bareName('gp:country')).toBe('country');
    expect(bareName('country')).toBe('country');
  });
});

describe('a condition', () => {
  const condition = (change: Partial<ConditionDraft>): ConditionDraft => ({
    key: 'a',
    property: 'event.total',
    operator: 'is',
    values: ['1'],
    ...change,
  });

  it('that asks for presence carries none of the values that stood there before', () => {
    const written = toDocument(
      draftWith(({ send_events }) => {
        send_events.where = [condition({ operator: 'is_not_set' })];
      }),
    );
    expect(written.send_events?.where).toEqual([
      { property: 'event.total', operator: 'is_not_set' },
    ]);
  });

  it('says something once it has a property, and a value where it takes one', () => {
    expect(isFinished(condition({}))).toBe(true);
    expect(isFinished(condition({ operator: 'is_set', values: [] }))).toBe(true);
    expect(isFinished(condition({ values: [] }))).toBe(false);
    expect(isFinished(condition({ property: '' }))).toBe(false);
  });

  it('that is not finished is saved as it is, but not tried out', () => {
    const open = condition({ values: [] });
    const draft = draftWith(({ send_events }) => {
      send_events.where.push(open);
      send_events.select = [{ key: 'r', event_type: 'Signed Up', where: [open, condition({})] }];
    });
    expect(toDocument(draft).send_events?.where).toHaveLength(2);
    const trial = toTrial(draft).send_events;
    expect(trial?.where).toEqual(document.send_events?.where);
    expect(trial?.select).toEqual([
      {
        event_type: 'Signed Up',
        where: [{ property: 'event.total', operator: 'is', values: ['1'] }],
      },
    ]);
  });
});

describe('a trial', () => {
  it('never carries a token that was typed', () => {
    const trial = toTrial(withToken('a-new-token'));
    expect(trial.credentials.access_token).toEqual({ set: true });
    expect(JSON.stringify(trial)).not.toContain('a-new-token');
  });
});

describe('the rows of the form', () => {
  const keysOf = ({ send_events: events, send_users: users }: Draft) => [
    ...(events.select === 'all'
      ? []
      : events.select.flatMap((row) => [row.key, ...row.where.map(({ key }) => key)])),
    ...events.where.map(({ key }) => key),
    ...events.event_properties.map(({ key }) => key),
    ...events.user_properties.map(({ key }) => key),
    ...users.user_properties.map(({ key }) => key),
  ];

  it('are each told apart from all others', () => {
    const keys = [...keysOf(toDraft(document)), ...keysOf(toDraft(document)), nextKey()];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('stay the same ones when what was saved comes back', () => {
    const old = toDraft(document);
    expect(keysOf(withKeysOf(toDraft(document), old))).toEqual(keysOf(old));
  });

  it('that came in addition have keys of their own', () => {
    const old = draftWith(({ send_events }) => {
      send_events.select = 'all';
      send_events.event_properties = [];
    });
    const fresh = withKeysOf(toDraft(document), old);
    expect(toDocument(fresh)).toEqual(document);
    expect(new Set(keysOf(fresh)).size).toBe(keysOf(fresh).length);
  });
});

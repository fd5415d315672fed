import { describe, expect, it } from 'vitest';
import type { Taxonomy } from '../../../api/taxonomy';
import { AT } from '../fixtures';
import {
  conditionOptions,
  eventPropertyOptions,
  exampleValues,
  freeReferences,
  readRef,
  refName,
  seenOf,
  userPropertyOptions,
} from './properties';

type Types = Taxonomy['user_properties'][number]['types'];

const seen = (name: string, types: Types, examples: unknown[] = []) => ({
  name,
  types,
  examples,
  last_seen: AT,
});

const taxonomy: Taxonomy = {
  event_types: [
    {
      name: 'Order Completed',
      first_seen: AT,
      last_seen: AT,
      properties: [seen('total', ['number'], [12, 30]), seen('coupon', ['string'], ['XMAS'])],
    },
    {
      name: 'Order Refunded',
      first_seen: AT,
      last_seen: AT,
      properties: [seen('total', ['string'], ['12']), seen('reason', ['string'])],
    },
  ],
  user_properties: [
    { ...seen('country', ['string']), built_in: true },
    { ...seen('plan', ['string'], ['pro', 'free']), built_in: false },
    { ...seen('gp:country', ['string']), built_in: false },
  ],
  group_properties: [{ ...seen('plan', ['number'], [3]), group_type: 'company' }],
};

describe('a reference', () => {
  it('names the property verbatim, dots and all', () => {
    expect(readRef('event.cart.total')).toEqual({ of: 'event', name: 'cart.total' });
    expect(readRef('user.gp:country')).toEqual({ of: 'user', name: 'gp:country' });
    expect(readRef('group.company.plan.name')).toEqual({
      of: 'group',
      groupType: 'company',
      name: 'plan.name',
    });
  });

  it('that is incomplete is none', () => {
    for (const text of ['', 'total', 'event.', 'user', 'group.company', 'group.company.', 'x.y']) {
      expect(readRef(text), text).toBeNull();
    }
  });

  it('is shown in words, and as it stands where it is none', () => {
    expect(refName('event.total')).toBe('Event · total');
    expect(refName('user.plan')).toBe('User · plan');
    expect(refName('group.company.plan')).toBe('company · plan');
    expect(refName('total')).toBe('total');
  });
});

describe('what was seen of a property', () => {
  it('comes from the events that the condition is asked of', () => {
    expect(seenOf('event.total', taxonomy, ['Order Completed'])).toMatchObject({
      types: ['number'],
      examples: [12, 30],
    });
    expect(seenOf('event.total', taxonomy, 'all')).toMatchObject({
      types: ['number', 'string'],
      examples: [12, 30, '12'],
    });
    expect(seenOf('event.reason', taxonomy, ['Order Completed']).types).toEqual([]);
  });

  it('of one name is another thing for users and for groups', () => {
    expect(seenOf('user.plan', taxonomy, 'all').examples).toEqual(['pro', 'free']);
    expect(seenOf('group.company.plan', taxonomy, 'all').examples).toEqual([3]);
    expect(seenOf('group.team.plan', taxonomy, 'all').examples).toEqual([]);
  });

  it('is nothing while the taxonomy is not known', () => {
    expect(seenOf('user.plan', undefined, 'all')).toEqual({ types: [], examples: [] });
  });

  it('is offered as values that can be compared, each once', () => {
    expect(exampleValues(['pro', '', 12, true, null, { a: 1 }, ['pro', 'x'], [['deep']]])).toEqual([
      'pro',
      '12',
      'true',
      'x',
    ]);
  });
});

describe('the properties on offer', () => {
  it('for a condition are references that say where they come from', () => {
    const options = conditionOptions(taxonomy, ['Order Completed']);
    expect(options.map(({ value, group }) => [value, group])).toEqual([
      ['event.coupon', 'Properties of “Order Completed”'],
      ['event.total', 'Properties of “Order Completed”'],
      ['user.gp:country', 'User properties'],
      ['user.plan', 'User properties'],
      ['user.country', 'User properties'],
      ['group.company.plan', 'Properties of the group “company”'],
    ]);
    for (const { value } of options) expect(readRef(value), value).not.toBeNull();
  });

  it('of several events are each there once, with all kinds of values', () => {
    const options = eventPropertyOptions(taxonomy, ['Order Completed', 'Order Refunded']);
    expect(options.map(({ value, hint }) => [value, hint])).toEqual([
      ['coupon', 'string'],
      ['reason', 'string'],
      ['total', 'number, string'],
    ]);
    const [first] = conditionOptions(taxonomy, 'all');
    expect(first?.group).toBe('Event properties');
  });

  it('of users begin with the company’s own', () => {
    const names = userPropertyOptions(taxonomy).map(({ value, hint }) => [value, hint]);
    expect(names).toEqual([
      ['gp:country', 'string'],
      ['plan', 'string'],
      ['country', 'built-in'],
    ]);
  });

  it('are none while nothing is known', () => {
    expect(conditionOptions(undefined, 'all')).toEqual([]);
    expect(eventPropertyOptions(undefined, 'all')).toEqual([]);
    expect(userPropertyOptions(undefined)).toEqual([]);
  });
});

describe('a property that was never seen', () => {
  it('may be an event’s or a user’s', () => {
    expect(freeReferences(' cart.total ').map(({ value }) => value)).toEqual([
      'event.cart.total',
      'user.cart.total',
    ]);
  });

  it('is taken as it is where it was typed as a reference', () => {
    expect(freeReferences('group.company.plan').map(({ value }) => value)).toEqual([
      'group.company.plan',
    ]);
  });

  it('is offered only once something is typed', () => {
    expect(freeReferences('  ')).toEqual([]);
  });
});

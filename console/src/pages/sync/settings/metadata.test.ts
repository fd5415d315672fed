import { describe, expect, it } from 'vitest';
import { type MetadataPlan, mendedKey, metadataPlan, PROMISED_KEYS } from './metadata';

const entry = (property: string, as = '') => ({ key: property, property, as });
const many = (n: number, prefix: string) =>
  Array.from({ length: n }, (_, place) => entry(`${prefix}${place + 1}`));
const fates = (keys: MetadataPlan['event']) => keys.map(({ key, fate }) => `${key}: ${fate}`);

describe('the metadata of an event', () => {
  it('is the event’s properties, then the user’s, under the names that were chosen', () => {
    const plan = metadataPlan([entry('total'), entry('cur', 'currency')], [entry('plan')], 20);
    expect(fates(plan.event)).toEqual(['total: sent', 'currency: sent']);
    expect(fates(plan.user)).toEqual(['plan: sent']);
    expect(plan).toMatchObject({ count: 3, cut: null });
  });

  it('has a user property under its name without the mark of a hidden one', () => {
    expect(fates(metadataPlan([], [entry('gp:country')], 20).user)).toEqual(['country: sent']);
    expect(fates(metadataPlan([entry('gp:country')], [], 20).event)).toEqual(['gp:country: sent']);
  });

  it('has each key once: the event’s wins, since Intercom’s keys are without case', () => {
    const plan = metadataPlan([entry('Plan')], [entry('plan'), entry('plan', 'user_plan')], 20);
    expect(fates(plan.event)).toEqual(['Plan: sent']);
    expect(fates(plan.user)).toEqual(['plan: taken', 'user_plan: sent']);
    expect(plan.count).toBe(2);
  });

  it('has `_` where a key has what Intercom forbids', () => {
    expect(mendedKey('cart.total $')).toBe('cart_total _');
    const plan = metadataPlan([entry('a.b'), entry('a$b')], [], 20);
    expect(fates(plan.event)).toEqual(['a_b: sent', 'a_b: taken']);
  });

  it('warns beyond the keys that Intercom’s API reference promises to keep', () => {
    const plan = metadataPlan(many(PROMISED_KEYS, 'e'), [entry('plan')], 20);
    expect(plan.event.every(({ fate }) => fate === 'sent')).toBe(true);
    expect(plan.user).toEqual([{ key: 'plan', fate: 'doubtful' }]);
  });

  it('ends at the limit, and says where', () => {
    const inEvents = metadataPlan(many(3, 'e'), [entry('plan')], 2);
    expect(inEvents.event.map(({ fate }) => fate)).toEqual(['sent', 'sent', 'cut']);
    expect(inEvents.user).toEqual([{ key: 'plan', fate: 'cut' }]);
    expect(inEvents.cut).toEqual({ list: 'event', before: 2 });

    const inUsers = metadataPlan(many(2, 'e'), many(2, 'u'), 3);
    expect(inUsers.cut).toEqual({ list: 'user', before: 1 });
  });

  it('does not spend its limit on a key that is taken', () => {
    const plan = metadataPlan([entry('a'), entry('A'), entry('b')], [], 2);
    expect(fates(plan.event)).toEqual(['a: sent', 'A: taken', 'b: sent']);
    expect(plan.cut).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { Operator } from '../draft/draft';
import { operatorChoices, operatorName } from './operators';

/** Every operator of product.md 3. */
const OPERATORS: Operator[] = [
  'is',
  'is_not',
  'contains',
  'does_not_contain',
  'greater_than',
  'greater_or_equal',
  'less_than',
  'less_or_equal',
  'is_set',
  'is_not_set',
  'starts_with',
  'ends_with',
  'matches',
];

const offered = (...types: Parameters<typeof operatorChoices>[0]) =>
  operatorChoices(types).map(({ group, items }) => ({
    group,
    operators: items.map(({ value }) => value),
  }));

describe('the operators on offer', () => {
  it('are all of them, each once, whatever is known of the property', () => {
    for (const types of [[], ['string'], ['number', 'string'], ['object'], ['list']] as const) {
      const operators = offered(...types).flatMap((group) => group.operators);
      expect([...operators].sort(), types.join()).toEqual([...OPERATORS].sort());
    }
  });

  it('stand in one list where nothing is known of the property', () => {
    expect(operatorChoices([])).toHaveLength(1);
  });

  it('begin with those that fit the values that were seen', () => {
    const [numbers, others] = offered('number');
    expect(numbers?.group).toBe('For numbers');
    expect(numbers?.operators).toContain('greater_than');
    expect(numbers?.operators).not.toContain('starts_with');
    expect(others?.operators).toContain('starts_with');
  });

  it('of a property with values of several kinds fit any of them', () => {
    const [first] = offered('number', 'string');
    expect(first?.group).toBe('For numbers and texts');
    expect(first?.operators).toEqual(expect.arrayContaining(['less_than', 'contains']));
  });

  it('of objects ask for presence, since objects can not be compared', () => {
    expect(offered('object')[0]?.operators).toEqual(['is_set', 'is_not_set']);
  });

  it('each have words of their own', () => {
    expect(new Set(OPERATORS.map(operatorName)).size).toBe(OPERATORS.length);
    expect(operatorName('greater_or_equal')).toBe('is at least');
  });
});

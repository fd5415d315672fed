import type { ValueType } from '../../../api/taxonomy';
import type { Operator } from '../draft/draft';

/** The operators in words, in the order in which they are offered. */
const WORDS: Record<Operator, string> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  does_not_contain: 'does not contain',
  greater_than: 'is greater than',
  greater_or_equal: 'is at least',
  less_than: 'is less than',
  less_or_equal: 'is at most',
  is_set: 'is set',
  is_not_set: 'is not set',
  starts_with: 'starts with',
  ends_with: 'ends with',
  matches: 'matches',
};

/** What is not plain from the words alone (product.md 5, filters). */
export const EXPLAINED: Partial<Record<Operator, string>> = {
  is: 'upper and lower case differ',
  is_not: 'also holds where there is none',
  does_not_contain: 'also holds where there is none',
  is_set: 'there is any value',
  is_not_set: '(none): there is no value',
  matches: 'a regular expression',
};

const ALL = Object.keys(WORDS) as Operator[];

const TEXT: Operator[] = [
  'is',
  'is_not',
  'contains',
  'does_not_contain',
  'starts_with',
  'ends_with',
];
const ORDER: Operator[] = ['greater_than', 'greater_or_equal', 'less_than', 'less_or_equal'];
const PRESENCE: Operator[] = ['is_set', 'is_not_set'];

const FITTING: Record<ValueType, Operator[]> = {
  string: [...TEXT, 'matches', ...PRESENCE],
  number: ['is', 'is_not', ...ORDER, ...PRESENCE],
  boolean: ['is', 'is_not', ...PRESENCE],
  list: [...TEXT, ...PRESENCE],
  object: PRESENCE,
};

export const operatorName = (operator: Operator) => WORDS[operator];

type Choice = { value: Operator; label: string };

/**
 * The operators to choose from. Where it is known what values a property has, those that fit them
 * come first.
 */
export function operatorChoices(types: readonly ValueType[]): { group: string; items: Choice[] }[] {
  const fitting = new Set(types.flatMap((type) => FITTING[type]));
  const choices = (operators: Operator[]) =>
    operators.map((operator) => ({ value: operator, label: WORDS[operator] }));
  if (fitting.size === 0) return [{ group: '', items: choices(ALL) }];
  const others = ALL.filter((operator) => !fitting.has(operator));
  return [
    {
      group: `For ${types.map((type) => PLURALS[type]).join(' and ')}`,
      items: choices([...fitting]),
    },
    { group: 'Others', items: choices(others) },
  ];
}

const PLURALS: Record<ValueType, string> = {
  string: 'texts',
  number: 'numbers',
  boolean: 'true or false',
  list: 'lists',
  object: 'objects',
};

/** The type of a property's value, in the words of conditions. */
export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}

/** A value as it reads best: texts as they are, lists by their elements, the rest as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value === '' ? '(empty)' : value;
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '(empty)';
  return JSON.stringify(value);
}

/** How much of a value a line has room for. */
const MOST_LETTERS = 80;

/** A value in a line: JSON, cut where it is long; `(none)` where there is none. */
export function shortValue(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = JSON.stringify(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

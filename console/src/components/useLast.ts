import { useState } from 'react';

/** What was known last of `of`, also while it is not known: an answer to something else is none. */
export function useLast<T>(value: T | undefined, of: unknown): T | undefined {
  const [last, setLast] = useState({ value, of });
  const known = value !== undefined && (value !== last.value || of !== last.of);
  if (known) setLast({ value, of });
  if (value !== undefined) return value;
  return last.of === of ? last.value : undefined;
}

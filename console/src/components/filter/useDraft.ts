import { useState } from 'react';

/** What is typed until it counts: follows `value` whenever that becomes another one. */
export function useDraft(value: string, commit: (text: string) => void) {
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setDraft(value);
  }
  const take = (text: string) => {
    const trimmed = text.trim();
    setDraft(trimmed);
    if (trimmed !== value) commit(trimmed);
  };
  return { draft, setDraft, take };
}

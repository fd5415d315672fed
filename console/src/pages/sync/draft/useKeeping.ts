import { useCallback, useEffect, useRef } from 'react';
import type { Draft } from './draft';
import { dropStash, keepStash } from './stash';

type Kept = { id: number; draft: Draft; etag: string | null; dirty: boolean };

/**
 * Keeps a draft over a reload of the page, and has the browser ask before the page is closed.
 * Returns what gives the draft up for good.
 */
export function useKeeping({ id, draft, etag, dirty }: Kept): () => void {
  const gone = useRef(false);
  useEffect(() => {
    if (gone.current) return;
    if (dirty) keepStash(id, draft, etag);
    else dropStash(id);
  }, [id, dirty, draft, etag]);
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => {
      if (!gone.current) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  return useCallback(() => {
    gone.current = true;
    dropStash(id);
  }, [id]);
}

import { type RefObject, useCallback } from 'react';

/** How far down somebody may be and still be at the top. */
const TOP_PX = 80;

/**
 * Whether a list is to stand still: it is paused, or somebody has scrolled down or stands in it
 * with the keyboard. What moves then would move under their eyes.
 */
export function useHold(list: RefObject<HTMLElement | null>, paused: boolean): () => boolean {
  return useCallback(() => {
    if (paused || window.scrollY > TOP_PX) return true;
    const body = list.current?.querySelector('tbody');
    return body?.contains(document.activeElement) ?? false;
  }, [list, paused]);
}

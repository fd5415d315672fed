import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/** The element that opens an event's story in a list: focus goes back there. */
export const rowLinkId = (id: number) => `event-${id}`;

/** Gives the focus to the row that opened the story, after the drawer's own focus trap has let go. */
export function returnToRow(id: number | null, otherwise: HTMLElement | null = null) {
  setTimeout(() => {
    const row = id === null ? null : document.getElementById(rowLinkId(id));
    (row ?? otherwise)?.focus({ preventScroll: row === null });
  });
}

/** The address's search with the story of `id` open; `null` closes it. */
export function withEvent(search: string | URLSearchParams, id: number | null): string {
  const params = new URLSearchParams(search);
  if (id === null) params.delete('event');
  else params.set('event', String(id));
  return `?${params}`;
}

/** The event in an address (`?event=4213`); `null` for none, and for what can't be one. */
export function readEventId(search: URLSearchParams): number | null {
  const text = search.get('event') ?? '';
  const id = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(id) ? id : null;
}

/** Which event's story is open, kept in the address. */
export function useOpenEvent() {
  const [search, setSearch] = useSearchParams();
  const id = readEventId(search);
  /** Opening is a step that the browser's Back undoes; going on to a neighbour is none. */
  const open = useCallback(
    (next: number, { replace = false } = {}) =>
      setSearch((params) => new URLSearchParams(withEvent(params, next)), { replace }),
    [setSearch],
  );
  const close = useCallback(
    () => setSearch((params) => new URLSearchParams(withEvent(params, null)), { replace: true }),
    [setSearch],
  );
  return { id, open, close };
}

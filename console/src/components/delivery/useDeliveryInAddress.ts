import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

const PARAMETER = 'delivery';

/** The delivery that the address opens (`?delivery=1086`), the way to another one, and back. */
export function useDeliveryInAddress() {
  const [search, setSearch] = useSearchParams();
  const id = readId(search.get(PARAMETER));
  const linkTo = useCallback(
    (delivery: number) => {
      const params = new URLSearchParams(search);
      params.set(PARAMETER, String(delivery));
      return `?${params}`;
    },
    [search],
  );
  const close = useCallback(() => {
    setSearch(
      (params) => {
        params.delete(PARAMETER);
        return params;
      },
      { replace: true },
    );
  }, [setSearch]);
  return { id, linkTo, close };
}

/** A delivery's id as an address gives it; `null` for what is none. */
export function readId(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

import { useSearchParams } from 'react-router';

/** Which row of a list is unfolded, as the address keeps it under a name, and how that changes. */
export function useUnfolded(name: string) {
  const [search, setSearch] = useSearchParams();
  const unfolded = search.get(name);
  const toggle = (id: string) =>
    setSearch(
      (params) => {
        if (params.get(name) === id) params.delete(name);
        else params.set(name, id);
        return params;
      },
      { replace: true },
    );
  return { unfolded, toggle };
}

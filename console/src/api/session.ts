import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from './client';
import { ApiError } from './errors';

export const SESSION = ['session'];

/** Who is signed in; `null` for nobody. */
export function useSession() {
  return useQuery({
    queryKey: SESSION,
    queryFn: async ({ signal }) => {
      try {
        return await dataOf(api.GET('/api/v1/session', { signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

/** Signs in, as the administrator where no name is given; what was shown before is asked again. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, password }: { name: string; password: string }) =>
      dataOf(
        api.POST('/api/v1/session', { body: name === '' ? { password } : { name, password } }),
      ),
    onSuccess: () => queries.invalidateQueries(),
    gcTime: 0,
  });
}

/** Changes one's own password. */
export function useChangePassword() {
  return useMutation({
    mutationFn: (passwords: { current: string; password: string }) =>
      dataOf(api.PUT('/api/v1/session/password', { body: passwords })),
    gcTime: 0,
  });
}

/** Signs out, and forgets all that was shown or written: the page begins afresh. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/session')),
    onSuccess: () => {
      sessionStorage.clear();
      window.location.assign('/');
    },
  });
}

/** Has the session asked for again: an answer said that it is over. */
export function sessionIsOver(queries: ReturnType<typeof useQueryClient>) {
  queries.setQueryData(SESSION, null);
}

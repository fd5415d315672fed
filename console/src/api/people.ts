import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import type { Role } from './role';

/** Somebody who may sign in. */
export type Person = Schemas['PersonView'];

/** How often it is asked again who was seen last. */
const REFRESH_MS = 30_000;

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: async ({ signal }): Promise<Person[]> =>
    (await dataOf(api.GET('/api/v1/people', { signal }))).data,
  refetchInterval: REFRESH_MS,
});

export const usePeople = () => useQuery(peopleQuery);

/** Adds somebody. The password in the answer is not kept longer than it is looked at. */
export function useAddPerson() {
  return useChange((person: { name: string; role: Role }) =>
    dataOf(api.POST('/api/v1/people', { body: person })),
  );
}

export function useChangeRole(id: number) {
  return useChange((role: Role) =>
    dataOf(api.PUT('/api/v1/people/{id}', { params: { path: { id } }, body: { role } })),
  );
}

/** Gives somebody another password, and ends their sessions. */
export function useResetPassword(id: number) {
  return useChange(() =>
    dataOf(api.POST('/api/v1/people/{id}/password', { params: { path: { id } } })),
  );
}

export function useRemovePerson(id: number) {
  return useChange(() => dataOf(api.DELETE('/api/v1/people/{id}', { params: { path: { id } } })));
}

/** Something done to the people, after which they are asked for again. */
function useChange<Asked, Answer>(change: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: peopleQuery.queryKey }),
    gcTime: 0,
  });
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

/** A user: profile, devices, the newest events and deliveries. */
export type User = Schemas['UserView'];

export function userQuery(userId: string) {
  return queryOptions({
    queryKey: ['users', userId],
    queryFn: ({ signal }): Promise<User> =>
      dataOf(api.GET('/api/v1/users/{user_id}', { params: { path: { user_id: userId } }, signal })),
    meta: LIVE,
  });
}

export const useUser = (userId: string) => useQuery(userQuery(userId));

/** Where a user is shown. Any text can be an id: slashes, spaces and all. */
export const userPath = (userId: string) => `/users/${encodeURIComponent(userId)}`;

/**
 * The user whom an address shows. The router's own reading takes an id that holds `%2F` for one
 * with a slash.
 */
export function userIdIn(pathname: string): string {
  const escaped = pathname.replace(/^\/users\//, '').replace(/\/$/, '');
  try {
    return decodeURIComponent(escaped);
  } catch {
    // Somebody wrote it by hand, and meant it as it stands.
    return escaped;
  }
}

/** Where users are found, with an id that was looked for. */
export const searchPath = (userId: string) => `/users?${new URLSearchParams({ user_id: userId })}`;

import type { Schemas } from './client';
import { useSession } from './session';

/** What somebody may do. */
export type Role = Schemas['RoleName'];

/** The roles, each with what the ones before it may do. */
export const ROLES: readonly { role: Role; name: string; says: string }[] = [
  { role: 'viewer', name: 'Viewer', says: 'Sees syncs, events, users and figures.' },
  {
    role: 'editor',
    name: 'Editor',
    says: 'Also changes syncs, retries, backfills, sends test events, and reads the audit log.',
  },
  { role: 'admin', name: 'Administrator', says: 'Also manages people and keys, and erases users.' },
];

/** What is done on whole pages, and the least role that may. */
export const NEEDED = {
  access: 'admin',
  audit: 'editor',
  privacy: 'admin',
} as const satisfies Record<string, Role>;

/** What the person whom every server has is called. */
const BUILT_IN = 'admin';

export const roleName = (role: Role) => ROLES.find((known) => known.role === role)?.name ?? role;

/** `a viewer`, `an editor`. */
export function aRole(role: Role): string {
  const name = roleName(role).toLowerCase();
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

const rank = (role: Role) => ROLES.findIndex((known) => known.role === role);

/** Whether `role` may do what takes `needed`. */
export const covers = (role: Role, needed: Role) => rank(role) >= rank(needed);

/** What who is signed in may do. As long as nobody knows, nothing is held back: the server decides. */
export function useRole() {
  const { data } = useSession();
  const role = data?.role;
  const may = (needed: Role) => role === undefined || covers(role, needed);
  return {
    role,
    may,
    /** Why it can't be done; `null` where it can. */
    refusal: (needed: Role): string | null =>
      role === undefined || may(needed)
        ? null
        : `This takes ${aRole(needed)}. You are signed in as ${aRole(role)}.`,
  };
}

/** Whether it is the person whom every server has, whose password is a setting. */
export const isBuiltIn = ({ name }: Schemas['WhoView']) => name === BUILT_IN;

/** What somebody enters to sign in again; nothing is the person whom every server has. */
export const signInName = (who: Schemas['WhoView']) => (isBuiltIn(who) ? '' : who.name);

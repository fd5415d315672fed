import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { aRole, type Role, useRole } from '../api/role';
import { EmptyState } from './EmptyState';

type ForRoleProps = { needs: Role; children: ReactNode };

/** Shows what takes a role to whoever has it; says so to everybody else, and asks for nothing. */
export function ForRole({ needs, children }: ForRoleProps) {
  const why = useRole().refusal(needs);
  if (why === null) return <>{children}</>;
  return (
    <EmptyState icon={<IconLock />} title={`Only ${aRole(needs)} sees this page`}>
      {why} An administrator can give you another role, under Access.
    </EmptyState>
  );
}

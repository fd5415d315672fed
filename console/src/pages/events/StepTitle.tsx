import { Anchor, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** The heading of a step; a link where there is more to it. */
export function StepTitle({ to, children }: { to?: string; children: ReactNode }) {
  return (
    <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
      {to === undefined ? (
        children
      ) : (
        <Anchor component={Link} to={to} inherit>
          {children}
        </Anchor>
      )}
    </Title>
  );
}

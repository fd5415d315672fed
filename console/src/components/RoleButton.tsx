import { Button, type ButtonProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { type Role, useRole } from '../api/role';

type RoleButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps> & {
    /** The least role that may do it. */
    needs: Role;
  };

/**
 * A button for what not everybody may do. Who may not can still reach it, since it says why; it
 * does nothing then.
 */
export function RoleButton({ needs, ...button }: RoleButtonProps) {
  const why = useRole().refusal(needs);
  if (why === null) return <Button {...button} />;
  return (
    <Tooltip label={why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...button}
        type="button"
        disabled={undefined}
        data-disabled
        aria-disabled="true"
        aria-description={why}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}

import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useRole } from '../../../api/role';

/** Tells who may not save what their changes are good for. */
export function LookingOnly() {
  const why = useRole().refusal('editor');
  if (why === null) return null;
  return (
    <Alert color="gray" icon={<IconLock />} title="You can look, but not save">
      {why} What you change here is tried in the preview only.
    </Alert>
  );
}

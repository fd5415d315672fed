import { Skeleton, Stack } from '@mantine/core';

/** Stands where the answer will: about as tall. */
export function Loading() {
  return (
    <Stack gap="sm" role="status" aria-busy="true" aria-label="Loading the preview">
      <Skeleton height={26} width="45%" />
      <Skeleton height={16} width="70%" />
      <Skeleton height={220} />
    </Stack>
  );
}

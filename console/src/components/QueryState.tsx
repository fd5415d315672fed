import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState';

type QueryStateProps<T> = {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** What stands there while nothing is known yet; some grey lines unless told. */
  loading?: ReactNode;
};

/**
 * Shows what a query found, or that it is still asked, or what went wrong. What was found once
 * stays to be seen while it is asked again, also where that fails.
 */
export function QueryState<T>({ query, children, loading }: QueryStateProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return <>{loading ?? <Lines />}</>;
}

function Lines() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading">
      <Skeleton height={20} width="60%" />
      <Skeleton height={20} />
      <Skeleton height={20} width="85%" />
    </Stack>
  );
}

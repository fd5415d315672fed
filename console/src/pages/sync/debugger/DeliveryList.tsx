import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Delivery, type DeliveryFilter, useDeliveries } from '../../../api/deliveries';
import { messageOf } from '../../../api/errors';
import { DeliveryTable } from '../../../components/delivery/DeliveryTable';
import { oneDelivery, type RetryTarget } from '../../../components/delivery/RetryDialog';
import { QueryState } from '../../../components/QueryState';
import { count } from '../../../format/numbers';

type DeliveryListProps = {
  syncId: number;
  filter: DeliveryFilter;
  label: string;
  onRetry: (target: RetryTarget) => void;
  withReason?: boolean;
  /** What stands there when there are none. */
  empty?: ReactNode;
  /** What can be done with those that are shown. */
  actions?: (shown: readonly Delivery[]) => ReactNode;
};

/** A sync's deliveries that fit, newest first, page by page. */
export function DeliveryList(props: DeliveryListProps) {
  const { syncId, filter, label, onRetry, withReason, empty, actions } = props;
  const list = useDeliveries(syncId, filter);
  return (
    <QueryState query={list}>
      {({ pages }) => {
        const shown = pages.flatMap((page) => page.data);
        if (shown.length === 0) return empty ?? <Text size="sm">There are none.</Text>;
        return (
          <Stack gap="sm">
            <DeliveryTable
              deliveries={shown}
              label={label}
              withReason={withReason}
              onRetry={({ id }) => onRetry(oneDelivery(id))}
            />
            <Group justify="space-between" gap="sm">
              <Text size="sm" c="dimmed" className="numbers">
                {list.hasNextPage ? `The newest ${count(shown.length)}` : count(shown.length)} shown
              </Text>
              <Group gap="sm">
                {actions?.(shown)}
                {list.hasNextPage && (
                  <Button
                    size="xs"
                    variant="default"
                    loading={list.isFetchingNextPage}
                    onClick={() => void list.fetchNextPage()}
                  >
                    Load more
                  </Button>
                )}
              </Group>
            </Group>
            {list.isFetchNextPageError && (
              <Text size="sm" c="red" role="alert">
                No more could be loaded: {messageOf(list.error)}
              </Text>
            )}
          </Stack>
        );
      }}
    </QueryState>
  );
}

import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { usePutBack, useRetryCount, type Which } from '../../api/deliveries';
import { messageOf } from '../../api/errors';
import { useSync } from '../../api/syncs';
import { count as number } from '../../format/numbers';
import { plural } from '../../format/words';
import { ErrorState } from '../ErrorState';
import { startRetry, useRetryRun } from './retryRuns';
import { retryWarning } from './retryWarning';

/** What is to be sent again. */
export type RetryTarget = {
  /** In one request each; they must not overlap. */
  which: readonly Which[];
  /** In words: `this delivery`, `user not found`. */
  what: string;
  /** How many failed, where that is known: not all of them may be fit to be sent. */
  failed?: number;
};

/** One delivery, as the dialog takes it. */
export const oneDelivery = (id: number): RetryTarget => ({
  which: [{ ids: [id] }],
  what: `delivery ${id}`,
});

type RetryDialogProps = { syncId: number; target: RetryTarget | null; onClose: () => void };

/** Counts what would be sent again, and sends it when told so. */
export function RetryDialog({ syncId, target, onClose }: RetryDialogProps) {
  return (
    <Modal
      opened={target !== null}
      onClose={onClose}
      title={target === null ? '' : `Retry ${target.what}`}
    >
      {target !== null && <Counted syncId={syncId} target={target} onClose={onClose} />}
    </Modal>
  );
}

type CountedProps = { syncId: number; target: RetryTarget; onClose: () => void };

function Counted({ syncId, target, onClose }: CountedProps) {
  const counted = useRetryCount(syncId, target.which);
  if (counted.data === undefined && counted.isError) {
    return <ErrorState error={counted.error} onRetry={() => void counted.refetch()} />;
  }
  if (counted.data === undefined) {
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text size="sm">Counting what can be sent again…</Text>
      </Group>
    );
  }
  if (counted.data === 0) return <Nothing onClose={onClose} />;
  return <Confirm syncId={syncId} target={target} count={counted.data} onClose={onClose} />;
}

function Nothing({ onClose }: { onClose: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        There is nothing to send again. It may have been put back already, its payload may be older
        than the log keeps events, or still nobody can be identified.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

function Confirm({ syncId, target, count, onClose }: CountedProps & { count: number }) {
  const queries = useQueryClient();
  const sync = useSync(syncId);
  const run = useRetryRun(syncId);
  const one = usePutBack(syncId);
  const single = theOnlyOne(target);
  const warning = sync.data === undefined ? null : retryWarning(sync.data.sync.health);
  const busy = run?.phase === 'putting_back';
  const confirm = () => {
    if (single === null) {
      void startRetry(queries, syncId, { which: target.which, what: target.what, wanted: count });
      onClose();
      return;
    }
    one.mutate(single, {
      onSuccess: () => {
        notifications.show({
          title: 'It is on its way again',
          message: 'The delivery was put back.',
        });
        onClose();
      },
    });
  };
  const all = number(count);
  const left = (target.failed ?? count) - count;
  return (
    <Stack gap="md">
      <Text size="sm">
        <b>
          {all} {plural(count, 'delivery', 'deliveries')}
        </b>{' '}
        will be sent again, with the same bytes and times. Intercom takes a copy that it already has
        as the same, so this does no harm.
      </Text>
      {left > 0 && (
        <Text size="sm" c="dimmed">
          {number(left)} of {number(target.failed ?? 0)} can't be sent again as things are: nobody
          can be identified, or the payload is older than the log keeps events.
        </Text>
      )}
      {warning !== null && (
        <Alert color="orange" icon={<IconAlertTriangle />} p="sm">
          {warning}
        </Alert>
      )}
      {busy && (
        <Alert color="gray" p="sm">
          Another retry of this sync is being put back. Wait until that is done.
        </Alert>
      )}
      {one.isError && (
        <Alert color="red" p="sm" role="alert" title="It was not put back">
          {messageOf(one.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={confirm} disabled={busy} loading={one.isPending}>
          {single !== null ? 'Send it again' : `Send ${all} again`}
        </Button>
      </Group>
    </Stack>
  );
}

/** The request for one delivery alone; `null` for anything else. */
function theOnlyOne({ which }: RetryTarget): Which | null {
  const [first, second] = which;
  return second === undefined && first?.ids?.length === 1 ? first : null;
}

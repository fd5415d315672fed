import { Alert, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type BackfillTimes, useStartBackfill } from '../../../api/deliveries';
import { ApiError, messageOf } from '../../../api/errors';
import { useSync } from '../../../api/syncs';
import { RoleButton } from '../../../components/RoleButton';

/** Which events are sent: from a time to a time. */
export function BackfillForm({ syncId }: { syncId: number }) {
  const start = useStartBackfill(syncId);
  const sync = useSync(syncId);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const backwards = from !== '' && to !== '' && new Date(from) >= new Date(to);
  const faults = start.error instanceof ApiError ? start.error.faults : [];
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!backwards) start.mutate(timesOfForm(from, to));
  };
  const disabled = sync.data !== undefined && !sync.data.sync.enabled;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-start">
          <TextInput
            type="datetime-local"
            label="From"
            description="Empty: the beginning of the log"
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            error={faultOf('from')}
            w={{ base: '100%', xs: 240 }}
          />
          <TextInput
            type="datetime-local"
            label="To"
            description="Empty: this moment"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            error={backwards ? 'The end must be after the beginning.' : faultOf('to')}
            w={{ base: '100%', xs: 240 }}
          />
          <RoleButton
            needs="editor"
            type="submit"
            disabled={backwards}
            loading={start.isPending}
            mt={{ xs: 44 }}
          >
            Start backfill
          </RoleButton>
        </Group>
        {disabled && (
          <Text size="sm" c="dimmed">
            The sync is switched off: a backfill makes no progress until it is on.
          </Text>
        )}
        {start.isError && faults.length === 0 && (
          <Alert color="red" role="alert" title="The backfill was not started">
            {messageOf(start.error)}
          </Alert>
        )}
      </Stack>
    </form>
  );
}

/** The form as the API takes it: what is empty is left to the server. */
export function timesOfForm(from: string, to: string): BackfillTimes {
  return {
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
  };
}

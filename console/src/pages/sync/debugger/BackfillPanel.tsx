import { Stack } from '@mantine/core';
import { useBackfills } from '../../../api/deliveries';
import { Panel } from '../../../components/Panel';
import { QueryState } from '../../../components/QueryState';
import { BackfillForm } from './BackfillForm';
import { BackfillList } from './BackfillList';

/** Sends after the fact what is still in the log. */
export function BackfillPanel({ syncId }: { syncId: number }) {
  const backfills = useBackfills(syncId);
  return (
    <Panel
      title="Backfill"
      description="Sends events that are still in the log through this sync, as it is set up at this moment. What it has selected before is not sent a second time."
    >
      <Stack gap="lg">
        <BackfillForm syncId={syncId} />
        <QueryState query={backfills}>
          {(list) => list.length > 0 && <BackfillList syncId={syncId} backfills={list} />}
        </QueryState>
      </Stack>
    </Panel>
  );
}

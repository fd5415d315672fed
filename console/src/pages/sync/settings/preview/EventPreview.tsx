import { Anchor, Box, Group, Loader, SegmentedControl, Stack, Text } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import type { EventStory } from '../../../../api/events';
import type { Preview } from '../../../../api/previews';
import { ChangesTrial } from './ChangesTrial';
import { ComparisonNote } from './ComparisonNote';
import { ConditionVerdicts } from './ConditionVerdicts';
import { Hindrance, Unfinished } from './Hindrance';
import { Loading } from './Loading';
import { RequestList } from './RequestList';
import { TestEvent } from './TestEvent';
import { usePreviews } from './usePreviews';
import { VerdictView } from './VerdictView';
import { WarningList } from './WarningList';

type EventPreviewProps = { event: EventStory; onPick: (id: number) => void };

/** What would become of one event: with the changes, and as the sync is saved. */
export function EventPreview({ event, onPick }: EventPreviewProps) {
  const { changed, saved, draft, busy } = usePreviews({ id: event.id, sent: event.event });
  const [side, setSide] = useSide();
  const shown = changed && side === 'draft' ? draft : saved;
  const preview = shown.query.data ?? shown.last;
  const failed = shown.query.data === undefined && shown.query.isError;
  return (
    <Stack gap="md">
      <div>
        <Group justify="space-between" gap="xs" mt={-8} wrap="nowrap">
          <Anchor component={Link} to={`/events?event=${event.id}`} size="xs" underline="always">
            What became of it when it came in
          </Anchor>
          <Box h={18}>{busy && <Loader size="xs" aria-hidden />}</Box>
        </Group>
        {changed && (
          <SegmentedControl
            fullWidth
            mt="md"
            aria-label="Which settings"
            data={[
              { value: 'draft', label: 'With your changes' },
              { value: 'saved', label: 'As saved' },
            ]}
            value={side}
            onChange={setSide}
          />
        )}
        <div role="status">
          {changed && saved.query.data && draft.query.data && (
            <ComparisonNote saved={saved.query.data} draft={draft.query.data} />
          )}
        </div>
      </div>
      {(shown === draft || !changed) && <Unfinished />}
      {failed && <Hindrance error={shown.query.error} onRetry={() => void shown.query.refetch()} />}
      {failed && preview !== undefined && (
        <Text size="sm" c="dimmed">
          The last answer, which is out of date:
        </Text>
      )}
      {preview === undefined && !failed && <Loading />}
      {preview !== undefined && <Answer preview={preview} limit={shown.limit} />}
      {changed && <ChangesTrial onPick={onPick} />}
      <TestEvent event={event} sent={event.event} saved={saved.query.data} changed={changed} />
    </Stack>
  );
}

function Answer({ preview, limit }: { preview: Preview; limit: number }) {
  return (
    <Stack gap="lg">
      <VerdictView preview={preview} />
      <ConditionVerdicts conditions={preview.conditions} />
      <RequestList requests={preview.requests} limit={limit} />
      <WarningList warnings={preview.warnings} />
    </Stack>
  );
}

/** Which of the two is looked at, kept in the address. */
function useSide(): [string, (side: string) => void] {
  const [search, setSearch] = useSearchParams();
  const side = search.get('as') === 'saved' ? 'saved' : 'draft';
  const setSide = (next: string) =>
    setSearch(
      (params) => {
        const after = new URLSearchParams(params);
        if (next === 'saved') after.set('as', 'saved');
        else after.delete('as');
        return after;
      },
      { replace: true },
    );
  return [side, setSide];
}

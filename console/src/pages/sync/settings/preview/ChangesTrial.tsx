import { Anchor, Button, List, Stack, Text } from '@mantine/core';
import { type Difference, useTryChanges } from '../../../../api/previews';
import { useDraft } from '../../draft/context';
import { changesText, latestOf } from './changes';
import { Hindrance } from './Hindrance';
import { Section } from './Section';

/** How many of the events that differ are named. */
const MOST_NAMED = 5;

const WORDS: Record<Difference['kind'], string> = {
  newly_sent: 'would be sent',
  no_longer_sent: 'would not be sent any more',
  changed: 'would come out differently',
};

/** Tries the changes on the latest events; each that differs can be looked at. */
export function ChangesTrial({ onPick }: { onPick: (id: number) => void }) {
  const { id, trial } = useDraft();
  const tried = useTryChanges(id);
  const current = tried.variables === trial;
  const changes = current ? tried.data : undefined;
  const differences = changes?.differences ?? [];
  return (
    <Section title="Other events">
      <Stack gap="xs" align="flex-start">
        <div role="status">
          {changes && (
            <Text size="sm">
              {changesText(changes)}
              {differences.length > MOST_NAMED && ' The latest ones:'}
            </Text>
          )}
        </div>
        {differences.length > 0 && (
          <List size="sm" spacing={2} styles={{ item: { overflowWrap: 'anywhere' } }}>
            {latestOf(differences, MOST_NAMED).map((difference) => (
              <List.Item key={difference.event_id}>
                <Anchor
                  component="button"
                  type="button"
                  size="sm"
                  ta="left"
                  underline="always"
                  onClick={() => onPick(difference.event_id)}
                >
                  {difference.event_type} · {difference.user_id ?? 'nobody known'}
                </Anchor>{' '}
                {WORDS[difference.kind]}
              </List.Item>
            ))}
          </List>
        )}
        {current && tried.isError && (
          <Hindrance error={tried.error} onRetry={() => tried.mutate(trial)} />
        )}
        {changes === undefined && (
          <Button
            size="xs"
            variant="default"
            loading={tried.isPending}
            onClick={() => tried.mutate(trial)}
          >
            Try your changes on the latest 1,000
          </Button>
        )}
      </Stack>
    </Section>
  );
}

import { Code, Group, Stack, Text } from '@mantine/core';
import { OutcomeBadge } from '../../components/OutcomeBadge';
import { DeliveryCard } from './DeliveryCard';
import type { Verdict } from './fates';
import type { SyncStory } from './syncStories';

const SENT_AS = { event: 'As an event', user: 'As a change of the user' };

/** What one sync made of the event: its verdict, and each delivery with its exchanges. */
export function SyncStep({ sync, alone }: { sync: SyncStory; alone: boolean }) {
  const all = sync.sides.flatMap(({ deliveries }) => deliveries).length;
  return (
    <Stack gap="sm" mt={4}>
      {sync.sides.map(({ kind, verdict, deliveries }) => (
        <Stack key={kind} gap="xs">
          {deliveries.length === 0 && verdict !== null && (
            <Group gap="xs" align="baseline">
              <VerdictBadge verdict={verdict} />
              <Text size="sm">
                {SENT_AS[kind]}: <VerdictText verdict={verdict} kind={kind} />
              </Text>
            </Group>
          )}
          {deliveries.map((delivery) => (
            <DeliveryCard
              key={delivery.id}
              delivery={delivery}
              title={SENT_AS[kind]}
              startsOpen={(alone && all === 1) || delivery.status !== 'delivered'}
            />
          ))}
        </Stack>
      ))}
    </Stack>
  );
}

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const category = verdict.verdict === 'discarded' ? verdict.category : null;
  return <OutcomeBadge fate={verdict.verdict} category={category} />;
}

function VerdictText({ verdict, kind }: { verdict: Verdict; kind: 'event' | 'user' }) {
  switch (verdict.verdict) {
    case 'selected':
      return <>selected; its delivery is not kept any more.</>;
    case 'discarded':
      return <>selected, but it can't be delivered.</>;
    case 'not_selected':
      return kind === 'event' ? (
        <>not one of the events that the sync sends.</>
      ) : (
        <>the sync does not send it.</>
      );
    case 'no_change':
      return <>none of the properties that the sync sends has changed.</>;
    case 'filtered':
      return (
        <>
          this condition does not hold: <Code>{verdict.condition}</Code>
        </>
      );
  }
}

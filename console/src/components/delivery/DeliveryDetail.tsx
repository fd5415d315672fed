import { Anchor, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconRotateClockwise } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { Link } from 'react-router';
import { type DeliveryPage, useDelivery } from '../../api/deliveries';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { JsonBlock } from '../CodeBlock';
import { Exchange } from '../Exchange';
import { OutcomeBadge } from '../OutcomeBadge';
import { QueryState } from '../QueryState';
import { RoleButton } from '../RoleButton';
import { splitAtNames } from './answer';
import { DeliveryFacts } from './DeliveryFacts';
import { Meaning } from './Meaning';
import { oneDelivery, RetryDialog } from './RetryDialog';

/** One delivery with all that is known of it. */
export function DeliveryDetail({ id }: { id: number }) {
  const delivery = useDelivery(id);
  return (
    <QueryState query={delivery} loading={<Loading />}>
      {(page) => <Detail delivery={page} />}
    </QueryState>
  );
}

function Detail({ delivery }: { delivery: DeliveryPage }) {
  return (
    <Stack gap="lg">
      <Standing delivery={delivery} />
      <DeliveryFacts delivery={delivery} />
      {delivery.notes.length > 0 && (
        <Section title="Notes" description="What was changed to fit, and what happened on the way.">
          <Stack component="ul" gap={4} m={0} pl="lg">
            {[...new Set(delivery.notes)].map((note) => (
              <Text component="li" size="sm" key={note} style={{ overflowWrap: 'anywhere' }}>
                <Note note={note} />
              </Text>
            ))}
          </Stack>
        </Section>
      )}
      <Behind delivery={delivery} />
      <Exchanges delivery={delivery} />
    </Stack>
  );
}

/** What became of it, what that means, and the way to send it again where it failed. */
function Standing({ delivery }: { delivery: DeliveryPage }) {
  const [retrying, setRetrying] = useState(false);
  const failed = delivery.status === 'discarded' || delivery.status === 'expired';
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <OutcomeBadge fate={delivery.status} category={delivery.category} size="lg" />
        {failed && (
          <RoleButton
            needs="editor"
            size="xs"
            variant="default"
            leftSection={<IconRotateClockwise size={16} aria-hidden />}
            onClick={() => setRetrying(true)}
          >
            Retry this delivery
          </RoleButton>
        )}
      </Group>
      <Meaning status={delivery.status} category={delivery.category} />
      <RetryDialog
        syncId={delivery.sync_id}
        target={retrying ? oneDelivery(delivery.id) : null}
        onClose={() => setRetrying(false)}
      />
    </Stack>
  );
}

/** The event, or what is sent of the user. */
function Behind({ delivery }: { delivery: DeliveryPage }) {
  if (delivery.kind === 'user') {
    return (
      <Section title="Change" description="What is sent of the user.">
        <JsonBlock value={delivery.change} what="the change" />
      </Section>
    );
  }
  if (delivery.event === null || delivery.event === undefined) {
    return (
      <Section title="Event">
        <Text size="sm" c="dimmed">
          The event is older than the log keeps events.
        </Text>
      </Section>
    );
  }
  return (
    <Section
      title="Event"
      description={
        <>
          As it came in.{' '}
          <Anchor component={Link} inherit to={`/events?event=${delivery.event_id}`}>
            The event's whole story
          </Anchor>
        </>
      }
    >
      <JsonBlock value={delivery.event} what="the event" />
    </Section>
  );
}

/** Each request and answer, newest last. */
function Exchanges({ delivery: { exchanges, status } }: { delivery: DeliveryPage }) {
  const requests = `${count(exchanges.length)} ${plural(exchanges.length, 'request')}`;
  return (
    <Section
      title="Exchanges with Intercom"
      description={exchanges.length > 1 ? `${requests}, the newest last.` : undefined}
    >
      {exchanges.length === 0 ? (
        <Text size="sm" c="dimmed">
          {status === 'pending'
            ? 'Nothing has been sent yet.'
            : 'Nothing was sent: it was clear beforehand that Intercom would not take it.'}
        </Text>
      ) : (
        <Stack component="ol" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
          {exchanges.map((exchange) => (
            <li key={keyOf(exchange)}>
              <Exchange exchange={exchange} />
            </li>
          ))}
        </Stack>
      )}
    </Section>
  );
}

function keyOf({ attempt, started_at, request }: DeliveryPage['exchanges'][number]): string {
  return [attempt, started_at, request.method, request.url].join(' ');
}

function Note({ note }: { note: string }) {
  return splitAtNames(note).map(({ text, name, at }) =>
    name ? <Code key={at}>{text}</Code> : <span key={at}>{text}</span>,
  );
}

type SectionProps = { title: string; description?: ReactNode; children: ReactNode };

function Section({ title, description, children }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <Title order={3} size="h5" id={heading} mb={description === undefined ? 'xs' : 0}>
        {title}
      </Title>
      {description !== undefined && (
        <Text component="div" size="sm" c="dimmed" mb="xs">
          {description}
        </Text>
      )}
      {children}
    </section>
  );
}

function Loading() {
  return (
    <Stack gap="md" aria-busy="true" role="status" aria-label="Loading the delivery">
      <Skeleton height={26} width={200} radius="xl" />
      <Skeleton height={40} />
      <Skeleton height={140} />
      <Skeleton height={220} />
    </Stack>
  );
}

import { Group, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { JsonBlock } from '../../components/CodeBlock';
import { CopyButton } from '../../components/CopyButton';
import { resendCommand } from './resend';

/** The event as it was sent, and the command that sends it again. */
export function RawEvent({ event }: { event: unknown }) {
  const heading = useId();
  const command = resendCommand(event, window.location.origin);
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5" id={heading}>
          The event as it was sent
        </Title>
        {command !== null && (
          <CopyButton text={command} what="the command that sends it again" label="Copy as curl" />
        )}
      </Group>
      {event === null ? (
        <Text size="sm" c="dimmed">
          It is older than the log keeps events.
        </Text>
      ) : (
        <>
          <JsonBlock value={event} what="the event" />
          <Text size="xs" c="dimmed" mt={6}>
            The command sends it to this server once more, as a further event: without its insert
            ID, and with the API key from $INTERTIDE_API_KEY.
          </Text>
        </>
      )}
    </section>
  );
}

import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconSend } from '@tabler/icons-react';
import { messageOf } from '../../../../api/errors';
import { type Preview, useSendTestEvent } from '../../../../api/previews';
import { RoleButton } from '../../../../components/RoleButton';
import { useDraft } from '../../draft/context';
import { type EventFacts, senderOf } from './pickEvent';
import { inSentence } from './reasons';
import { TrialView } from './TrialView';
import { VerdictView } from './VerdictView';

type TestEventProps = {
  event: EventFacts;
  /** The event as it was sent. */
  sent: unknown;
  /** What would become of it as the sync is saved, once that is known. */
  saved: Preview | undefined;
  /** Whether there are changes that are not saved. */
  changed: boolean;
};

/** Sends the event for real, through the sync as it is saved. */
export function TestEvent(props: TestEventProps) {
  const { sync } = useDraft();
  const [opened, { open, close }] = useDisclosure(false);
  const hindrance = hindranceOf(sync.credentials.access_token.set, props.saved);
  return (
    <Group gap="sm">
      <RoleButton
        needs="editor"
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        disabled={hindrance !== null || props.saved === undefined}
        onClick={open}
      >
        Send a test event
      </RoleButton>
      {hindrance !== null && (
        <Text size="sm" c="dimmed" style={{ flex: '1 1 180px' }}>
          {hindrance}
        </Text>
      )}
      <Modal opened={opened} onClose={close} title="Send a test event" size="xl">
        {opened && <Dialog {...props} onClose={close} />}
      </Modal>
    </Group>
  );
}

/** Why the event can't be sent as a test; `null` where it can. */
function hindranceOf(token: boolean, saved: Preview | undefined): string | null {
  if (!token) return 'Save an access token first.';
  if (saved === undefined || saved.verdict === 'send') return null;
  return `As saved, this event ${inSentence(saved)}.`;
}

function Dialog({ event, sent, changed, onClose }: TestEventProps & { onClose: () => void }) {
  const { id } = useDraft();
  const test = useSendTestEvent(id);
  if (test.data !== undefined) {
    return (
      <Stack gap="md" role="status">
        {test.data.sent.length === 0 && <VerdictView preview={test.data} />}
        <TrialView sent={test.data.sent} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => test.mutate(sent)} loading={test.isPending}>
            Send it again
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        This really sends <strong>{event.event_type}</strong> of <strong>{senderOf(event)}</strong>{' '}
        to Intercom, where it shows on that contact and may set off messages. Intertide keeps
        nothing of it, and tries it once.
      </Text>
      {changed && (
        <Text size="sm">It goes by the sync as it is saved, without the changes of this form.</Text>
      )}
      {test.isError && (
        <Alert color="red" icon={<IconAlertTriangle />} title="The test event could not be sent">
          {messageOf(test.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button data-autofocus loading={test.isPending} onClick={() => test.mutate(sent)}>
          Send it to Intercom
        </Button>
      </Group>
    </Stack>
  );
}

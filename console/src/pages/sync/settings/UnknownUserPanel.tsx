import { Radio, Stack } from '@mantine/core';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';

/** What becomes of events whose user Intercom does not know. */
export function UnknownUserPanel() {
  const { form } = useDraft();
  return (
    <Panel
      title="Users unknown to Intercom"
      description="Intercom takes events only of users that it knows. What becomes of the others?"
    >
      <Radio.Group
        aria-label="Users unknown to Intercom"
        {...form.getInputProps('send_events.unknown_user')}
      >
        <Stack gap="sm">
          <Radio
            value="discard"
            label="Discard the event"
            description="It is kept as “user not found”, and can be retried once the user is there."
          />
          <Radio
            value="wait"
            label="Wait up to 15 minutes for the user to appear"
            description="As when the app creates the user in Intercom a moment later. Then discard it."
          />
          <Radio
            value="create"
            label="Create the user"
            description="Intercom may count each created user towards your plan."
          />
        </Stack>
      </Radio.Group>
    </Panel>
  );
}

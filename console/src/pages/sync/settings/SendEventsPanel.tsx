import { Switch } from '@mantine/core';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';

/** Whether events are sent at all. */
export function SendEventsPanel() {
  const { form } = useDraft();
  return (
    <Panel title="Send Events">
      <Switch
        label="Events are sent to Intercom"
        description={
          form.values.send_events.enabled
            ? undefined
            : 'Off: no event is sent, whatever is selected below.'
        }
        {...form.getInputProps('send_events.enabled', { type: 'checkbox' })}
      />
    </Panel>
  );
}

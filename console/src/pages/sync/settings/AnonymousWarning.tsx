import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { useDraft } from '../draft/context';
import { type ConditionDraft, nextKey } from '../draft/draft';
import { anonymousSelected, mappedReference } from './anonymous';

/** Warns of events whose users nobody can tell apart, and leaves them out with one click. */
export function AnonymousWarning() {
  const { form } = useDraft();
  if (!anonymousSelected(form.values)) return null;
  const property = form.values.mapping.user_property;
  const condition: ConditionDraft = {
    key: nextKey(),
    property: mappedReference(form.values),
    operator: 'is_set',
    values: [],
  };
  return (
    <Alert
      color="yellow"
      icon={<IconUserQuestion />}
      title="Events of anonymous users are selected too"
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          A user without <strong>{property}</strong> can’t be found in Intercom. Their events are
          discarded as “missing identity”, and count as not delivered. With the condition{' '}
          <strong>{property} is set</strong> they are filtered out before.
        </Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => form.insertListItem('send_events.where', condition)}
        >
          Add the condition “{property} is set”
        </Button>
      </Stack>
    </Alert>
  );
}

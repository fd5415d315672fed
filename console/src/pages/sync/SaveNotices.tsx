import { Alert, Anchor, Button, Group, List, Stack, Text } from '@mantine/core';
import { messageOf, Unreachable } from '../../api/errors';
import { useDraft } from './draft/context';
import type { PlacedFault } from './draft/faults';
import { placeName } from './draft/fields';

/** What is to be said of the draft as a whole: what forbade a save, what it warns of. */
export function SaveNotices() {
  const state = useDraft();
  const { faults, warnings, failure, restored, overtaken } = state;
  const silent = !faults.length && !warnings.length && !failure && !restored && !overtaken;
  if (silent) return null;
  return (
    <Stack gap="sm">
      {restored && (
        <Alert
          color="blue"
          title="Your unsaved changes were brought back"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={state.dismissRestored}
        >
          <Group gap="sm">
            <Text size="sm">
              The page was loaded again before they were saved.
              {restored.tokenTyped &&
                ' The access token that you typed is not kept: enter it again.'}
            </Text>
            <Button size="compact-sm" variant="default" onClick={state.reset}>
              Discard them
            </Button>
          </Group>
        </Alert>
      )}
      {overtaken && (
        <Alert color="yellow" title="Somebody else changed this sync meanwhile">
          Your changes are still here. When you save, you are asked whose version to keep.
        </Alert>
      )}
      {failure !== null && (
        <Alert
          color={failure instanceof Unreachable ? 'orange' : 'red'}
          title="The changes are not saved"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={state.dismissFailure}
        >
          {messageOf(failure)} Your changes are still here; try to save them again.
        </Alert>
      )}
      {faults.length > 0 && (
        <Alert
          color="red"
          title={
            faults.length === 1
              ? 'Not saved: one thing to mend'
              : `Not saved: ${faults.length} things to mend`
          }
        >
          <Places found={faults} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert
          color="yellow"
          title="Saved, but is this meant?"
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={state.dismissWarnings}
        >
          <Places found={warnings} />
        </Alert>
      )}
    </Stack>
  );
}

function Places({ found }: { found: PlacedFault[] }) {
  const { form, goTo } = useDraft();
  return (
    <List size="sm" spacing={4}>
      {found.map(({ field, path, message }) => (
        <List.Item key={`${field} ${message}`}>
          {path === null ? (
            field && <strong>{field}: </strong>
          ) : (
            <>
              <Anchor component="button" type="button" size="sm" onClick={() => goTo(path)}>
                {placeName(path, form.values)}
              </Anchor>
              {': '}
            </>
          )}
          {message}
        </List.Item>
      ))}
    </List>
  );
}

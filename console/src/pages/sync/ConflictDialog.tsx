import { Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { Time } from '../../components/Time';
import { type DraftState, useDraft } from './draft/context';
import { differences } from './draft/differences';
import { toDocument, toDraft } from './draft/draft';

/** Asks whose version to keep when two people changed one sync. */
export function ConflictDialog() {
  const { conflict, saved } = useDraft();
  return (
    <Modal
      opened={conflict !== null}
      onClose={() => conflict?.wait()}
      title="The sync was changed meanwhile"
    >
      {conflict && <Choice conflict={conflict} saved={saved} />}
    </Modal>
  );
}

type ChoiceProps = {
  conflict: NonNullable<DraftState['conflict']>;
  saved: DraftState['saved'];
};

function Choice({ conflict, saved }: ChoiceProps) {
  const { theirs, takeTheirs, overwrite, wait } = conflict;
  const changed = differences(saved, toDocument(toDraft(theirs)));
  return (
    <Stack gap="md">
      <Text size="sm" component="div">
        Somebody else saved it at <Time at={theirs.updated_at} as="full" />. Your changes are not
        saved.
      </Text>
      {changed.length > 0 && (
        <div>
          <Text size="sm">They changed:</Text>
          <List size="sm">
            {changed.map((part) => (
              <List.Item key={part}>{part}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Group justify="flex-end" gap="sm">
        <Button variant="subtle" onClick={wait}>
          Back to editing
        </Button>
        <Button variant="default" onClick={takeTheirs}>
          Load theirs, drop mine
        </Button>
        <Button color="red" onClick={overwrite}>
          Overwrite with mine
        </Button>
      </Group>
    </Stack>
  );
}

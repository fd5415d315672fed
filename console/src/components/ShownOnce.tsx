import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { CopyButton } from './CopyButton';

type ShownOnceProps = {
  /** What it is: `the password of Ann`. */
  what: string;
  secret: string;
  /** What it is for. */
  says: string;
  onDone: () => void;
};

/** A secret at the one moment at which it can be read. */
export function ShownOnce({ what, secret, says, onDone }: ShownOnceProps) {
  return (
    <Stack gap="md">
      <Text size="sm">{says}</Text>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Code fz="sm" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {secret}
        </Code>
        <CopyButton text={secret} what={what} label="Copy" />
      </Group>
      <Alert color="yellow" icon={<IconAlertTriangle />} title="This is shown only once">
        Copy it now. The server keeps nothing that it could be read from again.
      </Alert>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onDone}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}

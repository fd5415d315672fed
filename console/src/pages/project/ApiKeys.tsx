import { Button, Code, Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { messageOf } from '../../api/errors';
import { useRevealSecretKey } from '../../api/project';
import { CopyButton } from '../../components/CopyButton';
import { RoleButton } from '../../components/RoleButton';

type ApiKeysProps = { apiKey: string; secretKey: Schemas['ProjectView']['secret_key'] };

/** The project's keys; the secret one only when it is asked for. */
export function ApiKeys({ apiKey, secretKey }: ApiKeysProps) {
  const reveal = useRevealSecretKey();
  const revealed = reveal.data?.secret_key;
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500}>
          API key
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {apiKey}
          </Code>
          <CopyButton text={apiKey} what="the API key" />
        </Group>
      </div>
      <div>
        <Text size="sm" fw={500}>
          Secret key
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
            {revealed ?? `Ends in ${secretKey.hint ?? '…'}`}
          </Code>
          {revealed === undefined ? (
            <RoleButton
              needs="admin"
              size="xs"
              variant="default"
              loading={reveal.isPending}
              onClick={() => reveal.mutate()}
            >
              Reveal
            </RoleButton>
          ) : (
            <>
              <CopyButton text={revealed} what="the secret key" />
              <Button size="xs" variant="default" onClick={() => reveal.reset()}>
                Hide
              </Button>
            </>
          )}
        </Group>
        {reveal.error !== null && (
          <Text size="sm" c="red" role="alert">
            {messageOf(reveal.error)}
          </Text>
        )}
      </div>
    </Stack>
  );
}

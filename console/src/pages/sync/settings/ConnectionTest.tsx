import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnected } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import { useTestConnection } from '../../../api/syncs';
import { RoleButton } from '../../../components/RoleButton';
import { useDraft } from '../draft/context';
import { sentence } from '../draft/faults';

type Connection = Schemas['Connection'];

/** Asks Intercom who we are, with what is stored; saves before only where that is wanted. */
export function ConnectionTest() {
  const { id, saved, draft, saving, save } = useDraft();
  const test = useTestConnection(id);
  const [tested, setTested] = useState('');
  const stored = JSON.stringify(saved.credentials);
  const changed = stored !== JSON.stringify(draft.credentials);
  // What is stored when the answer comes: a save before the test has changed it.
  const latest = useRef(stored);
  useEffect(() => {
    latest.current = stored;
  }, [stored]);
  const run = async () => {
    if (changed && !(await save())) return;
    test.mutate(undefined, { onSettled: () => setTested(latest.current) });
  };
  const outdated = changed || tested !== stored;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <RoleButton
          needs={changed ? 'editor' : 'viewer'}
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          loading={test.isPending || (changed && saving)}
          onClick={() => void run()}
        >
          {changed ? 'Save and Test Connection' : 'Test Connection'}
        </RoleButton>
        <Text size="sm" c="dimmed" style={{ flex: '1 1 200px' }}>
          {changed
            ? 'The stored credentials are tested, so the changes on this page are saved first.'
            : 'Asks Intercom which workspace the token belongs to. Sends nothing else.'}
        </Text>
      </Group>
      <div role="status">
        {test.isError && !outdated && (
          <Alert color="red" icon={<IconAlertTriangle />} title="The test could not be made">
            {messageOf(test.error)}
          </Alert>
        )}
        {test.data && !outdated && <Found connection={test.data} />}
      </div>
    </Stack>
  );
}

function Found({ connection }: { connection: Connection }) {
  const { ok, workspace, message, region_mismatch: mismatch } = connection;
  const { form } = useDraft();
  if (ok) {
    return (
      <Alert color="green" icon={<IconPlugConnected />} title="Connected">
        <Text size="sm">
          Workspace <strong>{workspace?.name ?? 'without a name'}</strong>
          {workspace?.id && (
            <>
              {' · '}ID <span className="mono">{workspace.id}</span>
            </>
          )}
          {workspace?.region && ` · region ${workspace.region}`}
        </Text>
      </Alert>
    );
  }
  const region = mismatch?.workspace.toLowerCase();
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={mismatch ? 'The workspace is in another region' : 'Not connected'}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{sentence(message)}</Text>
        {region !== undefined && (
          <Button
            size="xs"
            variant="default"
            onClick={() => form.setFieldValue('credentials.endpoint', region)}
          >
            Set the endpoint to {region.toUpperCase()}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

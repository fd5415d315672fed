import { Button, Skeleton, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type Key, useKeys } from '../../api/keys';
import { Panel } from '../../components/Panel';
import { QueryState } from '../../components/QueryState';
import { CreateKey } from './CreateKey';
import { KeysTable } from './KeysTable';
import { RevokeKey } from './RevokeKey';
import { Rotation } from './Rotation';

/** The keys that open the project: for events, and for the API. */
export function KeysPanel() {
  const keys = useKeys();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  return (
    <Panel
      title="Keys"
      description="SDKs send an API key with every event. An API key and a secret key together open the API, as far as the secret key’s role goes."
      aside={
        <Button
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setCreating(true)}
        >
          Create a key
        </Button>
      }
    >
      <Stack gap="lg">
        <QueryState query={keys} loading={<Loading />}>
          {(list) => (
            <>
              <KeysTable kind="api" keys={list} onRevoke={setRevoking} />
              <KeysTable kind="secret" keys={list} onRevoke={setRevoking} />
            </>
          )}
        </QueryState>
        <Rotation />
      </Stack>
      <CreateKey opened={creating} onClose={() => setCreating(false)} />
      <RevokeKey revoked={revoking} onClose={() => setRevoking(null)} />
    </Panel>
  );
}

function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading the keys">
      {['first', 'second', 'third', 'fourth'].map((line) => (
        <Skeleton key={line} height={36} />
      ))}
    </Stack>
  );
}

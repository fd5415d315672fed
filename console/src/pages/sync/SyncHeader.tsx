import { Button, Group, Kbd, Switch, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useRole } from '../../api/role';
import { CopyButton } from '../../components/CopyButton';
import { HealthBadge } from '../../components/HealthBadge';
import { Page } from '../../components/Page';
import { RoleButton } from '../../components/RoleButton';
import { useDraft } from './draft/context';
import { SyncMenu } from './SyncMenu';

/** The sync's name and how it fares, and what saves its draft. */
export function SyncHeader({ children }: { children: ReactNode }) {
  const { sync, form } = useDraft();
  const name = form.values.name.trim() === '' ? 'Sync without a name' : form.values.name;
  const { health } = sync;
  return (
    <Page
      title={name}
      sticky
      actions={<Actions />}
      subtitle={
        <Group gap={6}>
          <span>
            Sync ID <span className="mono">{sync.id}</span>
          </span>
          <CopyButton text={String(sync.id)} what="the sync ID" />
          <HealthBadge health={health} />
          {health.state !== 'ok' && health.message !== null && (
            <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
              {health.message}
            </Text>
          )}
        </Group>
      }
    >
      {children}
    </Page>
  );
}

function Actions() {
  const { form, dirty, saving, save, reset } = useDraft();
  const { enabled } = form.values;
  const why = useRole().refusal('editor');
  useHotkeys([['mod+S', () => dirty && !saving && why === null && void save()]], []);
  return (
    <>
      <Group gap="xs" wrap="nowrap" role="group" aria-label="Status">
        <Text size="sm" c="dimmed" aria-hidden>
          Status
        </Text>
        <Switch
          label={enabled ? 'Enabled' : 'Disabled'}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
          disabled={why !== null}
        />
      </Group>
      <Text size="sm" c="dimmed" role="status" miw={{ base: 0, sm: 120 }} ta="right">
        {dirty ? 'Unsaved changes' : 'Saved'}
      </Text>
      {dirty && (
        <Button variant="default" onClick={reset} disabled={saving}>
          Discard changes
        </Button>
      )}
      <Tooltip label={<Kbd size="xs">Ctrl/⌘ S</Kbd>} disabled={why !== null}>
        <RoleButton needs="editor" onClick={() => void save()} loading={saving} disabled={!dirty}>
          Save
        </RoleButton>
      </Tooltip>
      <SyncMenu />
    </>
  );
}

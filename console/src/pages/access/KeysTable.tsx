import {
  Badge,
  Button,
  Code,
  Group,
  Table,
  Text,
  Title,
  Tooltip,
  VisuallyHidden,
} from '@mantine/core';
import type { Key } from '../../api/keys';
import { roleName } from '../../api/role';
import { CopyButton } from '../../components/CopyButton';
import { Time } from '../../components/Time';
import { activeFirst, type KeyKind, whyKept } from './keys';

const TITLES: Record<KeyKind, string> = { api: 'API keys', secret: 'Secret keys' };

type KeysTableProps = {
  kind: KeyKind;
  /** The keys of both kinds. */
  keys: readonly Key[];
  onRevoke: (key: Key) => void;
};

/** The keys of one kind. */
export function KeysTable({ kind, keys, onRevoke }: KeysTableProps) {
  const title = TITLES[kind];
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        {title}
      </Title>
      <Table aria-label={title} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Name</Table.Th>
            <Table.Th scope="col" visibleFrom="sm" w={{ base: '44%', md: '30%' }}>
              Key
            </Table.Th>
            {kind === 'secret' && (
              <Table.Th scope="col" visibleFrom="md">
                Role
              </Table.Th>
            )}
            <Table.Th scope="col" visibleFrom="md">
              Created
            </Table.Th>
            <Table.Th scope="col" visibleFrom="md">
              Last used
            </Table.Th>
            <Table.Th scope="col" w={100}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {activeFirst(keys.filter((key) => key.kind === kind)).map((key) => (
            <Row key={key.id} shown={key} why={whyKept(key, keys)} onRevoke={onRevoke} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

type RowProps = { shown: Key; why: string | null; onRevoke: (key: Key) => void };

function Row({ shown, why, onRevoke }: RowProps) {
  const { kind, name, role, revoked_at } = shown;
  return (
    <Table.Tr c={revoked_at === null ? undefined : 'dimmed'}>
      <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere' }}>
        <Group gap={6}>
          {name}
          {shown.from === 'settings' && (
            <Badge size="sm" color="gray">
              From the settings
            </Badge>
          )}
        </Group>
        <Text component="div" hiddenFrom="sm" size="sm" fw={400}>
          <KeyText shown={shown} />
        </Text>
        <Text component="div" size="xs" c="dimmed" hiddenFrom="md" fw={400}>
          {role !== null && `${roleName(role)} · `}
          {shown.last_used_at !== null && revoked_at === null && 'Used '}
          <LastUsed shown={shown} />
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">
        <KeyText shown={shown} />
      </Table.Td>
      {kind === 'secret' && (
        <Table.Td visibleFrom="md">{role === null ? '–' : roleName(role)}</Table.Td>
      )}
      <Table.Td visibleFrom="md">
        <Created shown={shown} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <LastUsed shown={shown} />
      </Table.Td>
      <Table.Td ta="right">
        {revoked_at === null ? (
          <Revoke name={name} why={why} onClick={() => onRevoke(shown)} />
        ) : (
          <Badge color="gray">Revoked</Badge>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function KeyText({ shown: { key, hint, name } }: { shown: Key }) {
  return (
    <Group gap={4} wrap="nowrap">
      <Code style={{ overflowWrap: 'anywhere' }}>{key ?? `Ends in ${hint.replace(/^…/, '')}`}</Code>
      {key !== null && <CopyButton text={key} what={`the key ${name}`} />}
    </Group>
  );
}

function Created({ shown: { created_at, created_by } }: { shown: Key }) {
  if (created_at === null) return '–';
  return (
    <>
      <Time at={created_at} as="ago" />
      {created_by !== null && ` by ${created_by}`}
    </>
  );
}

function LastUsed({ shown: { last_used_at, revoked_at } }: { shown: Key }) {
  if (revoked_at !== null) {
    return (
      <>
        Revoked <Time at={revoked_at} as="ago" />
      </>
    );
  }
  if (last_used_at === null) return 'Not used yet';
  return <Time at={last_used_at} as="ago" />;
}

type RevokeProps = { name: string; why: string | null; onClick: () => void };

/** The way to revoke a key. Where it can't be, the button can still be reached, and says why. */
function Revoke({ name, why, onClick }: RevokeProps) {
  const button = { size: 'xs', variant: 'default', 'aria-label': `Revoke ${name}` } as const;
  if (why === null) {
    return (
      <Button {...button} onClick={onClick}>
        Revoke
      </Button>
    );
  }
  return (
    <Tooltip label={why} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button {...button} data-disabled aria-disabled="true" aria-description={why}>
        Revoke
      </Button>
    </Tooltip>
  );
}

import { Button, Code, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { count } from '../../format/numbers';

/** How many are shown before somebody asks for all. */
const FEW = 12;

/** The names of properties; a long list opens on demand. */
export function PropertyNames({ names }: { names: readonly string[] }) {
  const [all, { open }] = useDisclosure();
  if (names.length === 0) return null;
  const shown = all ? names : names.slice(0, FEW);
  return (
    <Group gap={6} mt={4}>
      {shown.map((name) => (
        <Code key={name} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Code>
      ))}
      {shown.length < names.length && (
        <Button size="compact-xs" variant="subtle" onClick={open}>
          {count(names.length - shown.length)} more
        </Button>
      )}
    </Group>
  );
}

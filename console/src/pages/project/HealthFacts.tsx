import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { Project } from '../../api/project';
import { Facts } from '../../components/Facts';
import { count } from '../../format/numbers';

/** Whether the server can accept and deliver, and how far it has come. */
export function HealthFacts({ project }: { project: Project }) {
  const { health, processing } = project;
  return (
    <Stack gap="md">
      {health.ready && (
        <Group gap="xs">
          <IconCircleCheck size={20} color="var(--mantine-color-anchor)" aria-hidden="true" />
          <Text size="sm">Events are accepted and delivered.</Text>
        </Group>
      )}
      {health.problems.map((problem) => (
        <Alert
          key={problem.code}
          color="red"
          icon={<IconAlertTriangle />}
          title={problem.message}
        />
      ))}
      <Facts
        facts={[
          { name: 'Events accepted', value: count(processing.accepted) },
          { name: 'Events processed', value: count(processing.processed) },
          {
            name: 'Waiting to be processed',
            value: processing.behind === 0 ? 'None' : count(processing.behind),
          },
        ]}
      />
    </Stack>
  );
}

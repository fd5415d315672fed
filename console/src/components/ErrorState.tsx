import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { messageOf, Unreachable } from '../api/errors';

/** Says what went wrong where something should have stood, and offers to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const unreachable = error instanceof Unreachable;
  return (
    <Alert
      color={unreachable ? 'orange' : 'red'}
      icon={unreachable ? <IconPlugConnectedX /> : <IconAlertTriangle />}
      title={unreachable ? 'The server does not answer' : 'This could not be loaded'}
      maw={560}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {unreachable
            ? 'Events that it has accepted are safe on its disk. The console goes on by itself as soon as it answers again.'
            : messageOf(error)}
        </Text>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

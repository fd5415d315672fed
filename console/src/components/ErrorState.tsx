import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from '@tabler/icons-react';
import { ApiError, messageOf, Unreachable } from '../api/errors';

/** Says what went wrong where something should have stood, and offers to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { color, icon, title, says } = looksOf(error);
  return (
    <Alert color={color} icon={icon} title={title} maw={560}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{says}</Text>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

function looksOf(error: unknown) {
  if (error instanceof Unreachable) {
    return {
      color: 'orange',
      icon: <IconPlugConnectedX />,
      title: 'The server does not answer',
      says: 'Events that it has accepted are safe on its disk. The console goes on by itself as soon as it answers again.',
    };
  }
  const refused = error instanceof ApiError && error.status === 403;
  return {
    color: refused ? 'yellow' : 'red',
    icon: refused ? <IconLock /> : <IconAlertTriangle />,
    title: refused ? 'Your role may not see this' : 'This could not be loaded',
    says: messageOf(error),
  };
}

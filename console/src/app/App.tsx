import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { onSignedOut } from '../api/client';
import { ApiError } from '../api/errors';
import { sessionIsOver } from '../api/session';
import { routes } from './routes';
import { cssVariables, theme } from './theme';

/** Asks again where that may help: not where the answer was a clear no. */
function worthRetrying(failures: number, error: Error): boolean {
  const clear = error instanceof ApiError && error.status < 500;
  return !clear && failures < 2;
}

function newQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: worthRetrying, retryDelay: 500, staleTime: 1_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

export function App() {
  const [queries] = useState(newQueryClient);
  const [router] = useState(() => createBrowserRouter(routes));
  useEffect(() => onSignedOut(() => sessionIsOver(queries)), [queries]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

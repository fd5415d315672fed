import { useRouteError } from 'react-router';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';

/** Stands for a page that fell or could not be loaded, as after the server was upgraded. */
export function PageFault() {
  const error = useRouteError();
  return (
    <Page title="Something went wrong">
      <ErrorState error={error} onRetry={() => window.location.reload()} />
    </Page>
  );
}

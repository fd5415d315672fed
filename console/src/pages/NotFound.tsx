import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '../components/EmptyState';
import { Page } from '../components/Page';

export function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        icon={<IconMapQuestion />}
        title="There is nothing at this address"
        action={
          <Button component={Link} to="/syncs" variant="default">
            To the syncs
          </Button>
        }
      />
    </Page>
  );
}

import { Alert, Button, Stack, Text, Timeline } from '@mantine/core';
import { IconCheck, IconCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type Project, useProject } from '../../api/project';
import { type Sync, useSyncs } from '../../api/syncs';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { Time } from '../../components/Time';
import { SdkSnippets } from '../project/SdkSnippets';
import { type Step, stepsOf } from './steps';

/** Leads from nothing to the first delivered event, and notices each step by itself. */
export function Component() {
  const project = useProject();
  const syncs = useSyncs();
  return (
    <Page
      title="Get started"
      subtitle="From your first event to Intercom. This page notices each step by itself."
    >
      <QueryState query={project}>
        {(known) => (
          <QueryState query={syncs}>
            {({ data }) => <Steps project={known} syncs={data} />}
          </QueryState>
        )}
      </QueryState>
    </Page>
  );
}

function Steps({ project, syncs }: { project: Project; syncs: readonly Sync[] }) {
  const steps = stepsOf(project, syncs);
  const next = steps.findIndex((step) => !step.done);
  return (
    <Stack gap="lg" maw={860}>
      {next === -1 && (
        <Alert color="green" icon={<IconCheck />} title="Events reach Intercom" role="status">
          <Text size="sm">
            Your first event is delivered. From here on everything selected follows.
          </Text>
        </Alert>
      )}
      <Timeline active={next === -1 ? steps.length : next - 1} bulletSize={28} lineWidth={2}>
        {steps.map((step, index) => (
          <Timeline.Item
            key={step.id}
            title={step.title}
            bullet={step.done ? <IconCheck size={16} /> : <IconCircle size={12} />}
          >
            <Text size="sm" c="dimmed" role={index === next ? 'status' : undefined}>
              {step.done ? 'Done. ' : ''}
              {step.says}
            </Text>
            {index === next && <What step={step} project={project} syncs={syncs} />}
            {step.id === 'event' && step.done && project.seen.first_event_at !== null && (
              <Text size="sm" c="dimmed">
                First event: <Time at={project.seen.first_event_at} as="full" />
              </Text>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </Stack>
  );
}

type WhatProps = { step: Step; project: Project; syncs: readonly Sync[] };

/** What to do for the step whose turn it is. */
function What({ step, project, syncs }: WhatProps) {
  const sync = syncs[0];
  const to = (address: string, label: string): ReactNode => (
    <Button component={Link} to={address} mt="sm" style={{ alignSelf: 'flex-start' }}>
      {label}
    </Button>
  );
  switch (step.id) {
    case 'event':
      return (
        <Stack mt="sm">
          <SdkSnippets apiKey={project.api_key} />
        </Stack>
      );
    case 'sync':
      return to('/catalog', 'Open the catalog');
    case 'enabled':
      return sync === undefined ? null : to(`/syncs/${sync.id}/settings`, `Set up “${sync.name}”`);
    case 'delivered':
      return sync === undefined ? null : to(`/syncs/${sync.id}/delivery`, 'See its deliveries');
  }
}

import { Stack, Text } from '@mantine/core';
import { useProject } from '../../api/project';
import { Facts } from '../../components/Facts';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { QueryState } from '../../components/QueryState';
import { Time } from '../../components/Time';
import { bytes, count } from '../../format/numbers';
import { ApiKeys } from './ApiKeys';
import { HealthFacts } from './HealthFacts';
import { SdkSnippets } from './SdkSnippets';

/** The project: its keys, how to send events to it, what is stored, and how the server is. */
export function Component() {
  const project = useProject();
  return (
    <Page title="Project" subtitle={project.data?.name}>
      <QueryState query={project}>
        {(data) => (
          <Stack gap="lg">
            <Panel
              title="API keys"
              description="SDKs send the API key with every event. Both keys together open the API and the command line."
            >
              <ApiKeys apiKey={data.api_key} secretKey={data.secret_key} />
            </Panel>
            <Panel
              title="Send events"
              description="Point an Amplitude SDK at this server: only its address and the API key change."
            >
              <div id="send">
                <SdkSnippets apiKey={data.api_key} />
              </div>
            </Panel>
            <Panel
              title="Storage and retention"
              description="Every accepted event is in the log on this server’s disk before the sender is told."
            >
              <Facts
                facts={[
                  { name: 'Events are kept for', value: data.retention },
                  { name: 'Events in the log', value: count(data.storage.log_events) },
                  {
                    name: 'Oldest event',
                    value:
                      data.storage.oldest_event_at === null ? (
                        'None yet'
                      ) : (
                        <Time at={data.storage.oldest_event_at} as="full" />
                      ),
                  },
                  { name: 'Log', value: bytes(data.storage.log_bytes) },
                  {
                    name: 'Profiles, deliveries and counts',
                    value: bytes(data.storage.state_bytes),
                  },
                  {
                    name: 'Retries',
                    value: `${data.retry.attempts} attempts within ${data.retry.window}`,
                  },
                ]}
              />
            </Panel>
            <Panel title="Health">
              <HealthFacts project={data} />
            </Panel>
            <Panel title="Version">
              <Facts
                facts={[
                  { name: 'Intertide', value: `${data.version} (${data.build})` },
                  { name: 'Running since', value: <Time at={data.started_at} as="full" /> },
                  { name: 'Intercom API', value: data.intercom_version },
                ]}
              />
              <Text size="sm" c="dimmed" mt="md">
                The API is described at <a href="/openapi.json">/openapi.json</a>; figures for
                Prometheus are at <a href="/metrics">/metrics</a>.
              </Text>
            </Panel>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

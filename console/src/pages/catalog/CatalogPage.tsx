import { Card, Group, SimpleGrid, Stack, Tabs, Text, Title } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useDestinations } from '../../api/destinations';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { CreateSync } from './CreateSync';
import { SOURCES } from './sources';

const TABS = ['destinations', 'sources'] as const;

/** What Intertide can take events from, and send them to. */
export function Component() {
  const [search, setSearch] = useSearchParams();
  const tab = TABS.find((known) => known === search.get('tab')) ?? 'destinations';
  return (
    <Page title="Catalog" subtitle="Where events come from, and where they can go.">
      <Tabs
        value={tab}
        onChange={(next) => setSearch(next === null ? {} : { tab: next }, { replace: true })}
      >
        <Tabs.List>
          <Tabs.Tab value="sources">Sources</Tabs.Tab>
          <Tabs.Tab value="destinations">Destinations</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="sources" pt="lg">
          <Sources />
        </Tabs.Panel>
        <Tabs.Panel value="destinations" pt="lg">
          <Destinations />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Destinations() {
  const destinations = useDestinations();
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          Event Streaming
        </Title>
        <Text c="dimmed" size="sm">
          Events and users are sent on the moment they come in.
        </Text>
      </div>
      <QueryState query={destinations}>
        {({ data }) => (
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
            {data.map((destination) => (
              <CreateSync key={destination.id} destination={destination} />
            ))}
          </SimpleGrid>
        )}
      </QueryState>
    </Stack>
  );
}

function Sources() {
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          Amplitude SDKs and HTTP
        </Title>
        <Text c="dimmed" size="sm">
          Point what you have at this server: only its address and the API key change. The snippets,
          filled in, are on the project’s page.
        </Text>
      </div>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {SOURCES.map(({ id, name, description, icon: Icon }) => (
          <Card key={id} withBorder component="a" href={`/project?sdk=${id}#send`} c="inherit">
            <Group wrap="nowrap" align="flex-start">
              <Icon size={24} stroke={1.5} aria-hidden="true" />
              <div>
                <Text fw={600}>{name}</Text>
                <Text size="sm" c="dimmed">
                  {description}
                </Text>
              </div>
            </Group>
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

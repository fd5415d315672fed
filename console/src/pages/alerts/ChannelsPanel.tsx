import { Alert, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconSend } from '@tabler/icons-react';
import { type Channel, useTestAlerts } from '../../api/alerts';
import { messageOf } from '../../api/errors';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';
import { RoleButton } from '../../components/RoleButton';
import { CHANNEL_NAMES, channelName } from './looks';

/** Where messages go, and whether they get there. */
export function ChannelsPanel({ channels }: { channels: readonly Channel[] }) {
  const test = useTestAlerts();
  if (channels.length === 0) return <NoChannel />;
  return (
    <Panel
      title="Channels"
      description="Who is told. They are set up in the server’s settings."
      aside={
        <RoleButton
          needs="editor"
          size="xs"
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          Send a test message
        </RoleButton>
      }
    >
      <Stack gap={test.isIdle || test.isPending ? 0 : 'md'}>
        <Facts
          facts={channels.map(({ kind, target_hint }) => ({
            name: CHANNEL_NAMES[kind],
            value: target_hint,
          }))}
        />
        {test.isError && (
          <Alert color="red" title="The test message was not sent">
            {messageOf(test.error)}
          </Alert>
        )}
        <div role="status">
          {test.data !== undefined && (
            <Stack component="ul" gap={4} p={0} m={0} style={{ listStyle: 'none' }}>
              {test.data.data.map(({ channel, ok, message }) => (
                <Group component="li" key={channel} gap={6} wrap="nowrap" align="flex-start">
                  {ok ? (
                    <IconCircleCheck size={18} color="var(--mantine-color-anchor)" aria-hidden />
                  ) : (
                    <IconCircleX size={18} color="var(--mantine-color-error)" aria-hidden />
                  )}
                  <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                    {channelName(channel)}: {ok ? 'the test message was sent' : 'not sent'}.{' '}
                    {message}
                  </Text>
                </Group>
              ))}
            </Stack>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

function NoChannel() {
  return (
    <Panel title="Channels" description="Nobody is told outside of this page yet.">
      <Text size="sm" mb="xs">
        Set up one or more of these in the server’s settings, and restart it. A button for a test
        message stands here then.
      </Text>
      <List size="sm" spacing={4}>
        <List.Item>
          Webhook: <Code>alerts.webhook_url</Code>, and <Code>alerts.webhook_secret</Code> to sign
          what is sent
        </List.Item>
        <List.Item>
          Slack: <Code>alerts.slack_webhook_url</Code>, an incoming webhook of the channel
        </List.Item>
        <List.Item>
          E-mail: <Code>alerts.email_to</Code>, <Code>alerts.email_from</Code> and{' '}
          <Code>alerts.smtp_server</Code>
        </List.Item>
      </List>
    </Panel>
  );
}

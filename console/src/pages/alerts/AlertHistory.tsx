import { Badge, Stack, Table, Text, useMatches } from '@mantine/core';
import { Fragment, useId } from 'react';
import type { Alert } from '../../api/alerts';
import { Panel } from '../../components/Panel';
import { Time } from '../../components/Time';
import { Unfold } from '../../components/Unfold';
import { useUnfolded } from '../../components/useUnfolded';
import { duration } from '../../format/numbers';
import { lastedMs, SEVERITY_LOOKS } from './looks';
import { SampleLink } from './RaisedAlerts';
import { ToldList } from './ToldList';

/** How many columns there are room for. */
const COLUMNS = { base: 2, sm: 4 };

/** What was wrong and is well again, newest first; the one that the address names is unfolded. */
export function AlertHistory({ alerts }: { alerts: readonly Alert[] }) {
  const { unfolded, toggle } = useUnfolded('alert');
  return (
    <Panel title="History" description="What was wrong, and is well again.">
      {alerts.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing yet. An alert moves here once what it is about is well again.
        </Text>
      ) : (
        <Table aria-label="History of alerts" layout="fixed" verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Alert</Table.Th>
              <Table.Th scope="col" visibleFrom="sm" w={110}>
                Severity
              </Table.Th>
              <Table.Th scope="col" visibleFrom="sm" w={160}>
                Raised
              </Table.Th>
              <Table.Th scope="col" w={110}>
                Lasted
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {alerts.map((alert) => (
              <Rows
                key={alert.id}
                alert={alert}
                opened={unfolded === alert.id}
                onToggle={() => toggle(alert.id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

type RowsProps = { alert: Alert; opened: boolean; onToggle: () => void };

function Rows({ alert, opened, onToggle }: RowsProps) {
  const region = useId();
  const columns = useMatches(COLUMNS);
  const look = SEVERITY_LOOKS[alert.severity];
  const lasted = lastedMs(alert);
  return (
    <Fragment>
      <Table.Tr>
        <Table.Th scope="row" fw={400}>
          <Unfold opened={opened} onToggle={onToggle} controls={region}>
            {alert.title}
          </Unfold>
          <Text component="div" size="xs" c="dimmed" pl={22} hiddenFrom="sm">
            {look.label} · <Time at={alert.raised_at} />
          </Text>
        </Table.Th>
        <Table.Td visibleFrom="sm">
          <Badge color={look.color}>{look.label}</Badge>
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Time at={alert.raised_at} />
        </Table.Td>
        <Table.Td className="numbers">{lasted === null ? '–' : duration(lasted)}</Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={columns} id={region} p="md" bg="var(--ground)">
            <Past alert={alert} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

function Past({ alert }: { alert: Alert }) {
  const { reason, remedy, cleared_at, told } = alert;
  return (
    <Stack gap="xs" style={{ overflowWrap: 'anywhere' }}>
      <Text size="sm">{reason}</Text>
      <Text size="sm">
        <strong>What was to be done:</strong> {remedy}
      </Text>
      {cleared_at !== null && (
        <Text size="sm" c="dimmed">
          Well again <Time at={cleared_at} as="full" />
        </Text>
      )}
      <SampleLink alert={alert} />
      <ToldList told={told} />
    </Stack>
  );
}

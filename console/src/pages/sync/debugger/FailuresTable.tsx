import { Group, Table, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Fragment, useId } from 'react';
import { useSearchParams } from 'react-router';
import type { Failure } from '../../../api/deliveries';
import type { RetryTarget } from '../../../components/delivery/RetryDialog';
import { OutcomeBadge } from '../../../components/OutcomeBadge';
import { RoleButton } from '../../../components/RoleButton';
import { Time } from '../../../components/Time';
import type { Period } from '../../../components/usePeriod';
import { count, share } from '../../../format/numbers';
import { categoryName, sentence } from '../../../format/words';
import { FailureDetail } from './FailureDetail';
import { timesOf } from './timesOf';

type FailuresTableProps = {
  syncId: number;
  period: Period;
  failures: readonly Failure[];
  onRetry: (target: RetryTarget) => void;
};

const COLUMNS = 7;

/** One row for each category; the one that the address names is unfolded. */
export function FailuresTable({ syncId, period, failures, onRetry }: FailuresTableProps) {
  const [search, setSearch] = useSearchParams();
  const opened = search.get('category');
  const all = failures.reduce((sum, failure) => sum + failure.count, 0);
  const toggle = (category: string) =>
    setSearch(
      (params) => {
        if (params.get('category') === category) params.delete('category');
        else params.set('category', category);
        params.delete('list');
        return params;
      },
      { replace: true },
    );
  return (
    <Table.ScrollContainer
      minWidth={300}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="Failures by category, scrolls sideways"
    >
      <Table aria-label="Failures by category" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Category</Table.Th>
            <Table.Th scope="col" visibleFrom="lg">
              Meaning
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Count
            </Table.Th>
            <Table.Th scope="col" visibleFrom="md">
              First seen
            </Table.Th>
            <Table.Th scope="col" visibleFrom="sm">
              Last seen
            </Table.Th>
            <Table.Th scope="col" visibleFrom="xl">
              Event types
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Actions
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {failures.map((failure) => (
            <Rows
              key={`${failure.status} ${failure.category}`}
              syncId={syncId}
              period={period}
              failure={failure}
              all={all}
              opened={opened === failure.category}
              onToggle={() => toggle(failure.category)}
              onRetry={onRetry}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

type RowsProps = {
  syncId: number;
  period: Period;
  failure: Failure;
  all: number;
  opened: boolean;
  onToggle: () => void;
  onRetry: (target: RetryTarget) => void;
};

function Rows({ syncId, period, failure, all, opened, onToggle, onRetry }: RowsProps) {
  const region = useId();
  const { category } = failure;
  const retry = () =>
    onRetry({
      which: [{ category, ...timesOf(period) }],
      what: `“${categoryName(category)}”`,
      failed: failure.count,
    });
  return (
    <Fragment>
      <Table.Tr>
        <Table.Th scope="row" fw={400}>
          <UnstyledButton
            onClick={onToggle}
            aria-expanded={opened}
            aria-controls={opened ? region : undefined}
          >
            <Group gap={6} wrap="nowrap">
              {opened ? (
                <IconChevronDown size={16} aria-hidden />
              ) : (
                <IconChevronRight size={16} aria-hidden />
              )}
              <Text size="sm" fw={600} style={{ whiteSpace: 'nowrap' }}>
                {sentence(category)}
              </Text>
            </Group>
          </UnstyledButton>
          <div style={{ paddingLeft: 22, marginTop: 2 }}>
            <OutcomeBadge fate={failure.status} size="sm" />
          </div>
        </Table.Th>
        <Table.Td visibleFrom="lg" maw={360}>
          <Text size="sm" lineClamp={2}>
            {failure.meaning}
          </Text>
        </Table.Td>
        <Table.Td ta="right" className="numbers">
          {count(failure.count)}
          <Text size="xs" c="dimmed">
            {share(failure.count, all)}
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="md">
          <Time at={failure.first_seen} />
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Time at={failure.last_seen} as="ago" />
        </Table.Td>
        <Table.Td visibleFrom="xl" maw={240}>
          <Text size="sm" lineClamp={2}>
            {failure.event_types.map(({ event_type }) => event_type).join(', ')}
          </Text>
        </Table.Td>
        <Table.Td ta="right">
          {failure.retryable && (
            <RoleButton
              needs="editor"
              size="xs"
              variant="default"
              onClick={retry}
              aria-label={`Retry ${categoryName(category)}`}
            >
              Retry
            </RoleButton>
          )}
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS} id={region} p={0}>
            <FailureDetail syncId={syncId} period={period} failure={failure} onRetry={onRetry} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}

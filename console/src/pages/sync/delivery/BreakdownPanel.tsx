import { Progress, Table, Text } from '@mantine/core';
import { Swatch } from '../../../components/charts/Swatch';
import { Panel } from '../../../components/Panel';
import { count, share } from '../../../format/numbers';
import { type Figures, settledOf } from './figures';

/** How what settled ended. */
export function BreakdownPanel({ figures }: { figures: Figures }) {
  const settled = settledOf(figures);
  const rows = [
    ['Success on first attempt', '--outcome-delivered', figures.deliveredFirst, 'plain'],
    ['Success after retry', '--outcome-delivered-retry', figures.deliveredAfterRetry, 'plain'],
    ['Discarded', '--outcome-discarded', figures.discarded, 'stripes'],
    ['Expired', '--outcome-expired', figures.expired, 'dots'],
  ] as const;
  return (
    <Panel title="Breakdown" description="How what settled in this period ended.">
      {settled > 0 && (
        <Progress.Root size="lg" mb="md" aria-hidden>
          {rows.map(([label, color, n]) => (
            <Progress.Section key={label} value={(100 * n) / settled} color={`var(${color})`} />
          ))}
        </Progress.Root>
      )}
      <Table aria-label="How what settled ended">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Outcome</Table.Th>
            <Table.Th scope="col" ta="right">
              Count
            </Table.Th>
            <Table.Th scope="col" ta="right">
              Share
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([label, color, n, texture]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                <Swatch color={color} label={label} texture={texture} />
              </Table.Th>
              <Table.Td ta="right" className="numbers">
                {count(n)}
              </Table.Td>
              <Table.Td ta="right" className="numbers">
                <Text size="sm" c="dimmed">
                  {share(n, settled)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

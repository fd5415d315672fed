import { Table } from '@mantine/core';
import { fullTime, utcTime } from '../../format/time';
import { valueText } from './ChartTip';
import type { Chart } from './series';

type ChartTableProps = { chart: Chart; label: string; format: (value: number) => string };

/** A chart in numbers, the latest step first. */
export function ChartTable({ chart, label, format }: ChartTableProps) {
  const steps = chart.steps.map((start, step) => ({ start, step })).reverse();
  return (
    <Table.ScrollContainer
      minWidth={420}
      maxHeight={320}
      scrollAreaProps={{
        viewportProps: { tabIndex: 0, role: 'region', 'aria-label': `${label}, scrolls` },
      }}
    >
      <Table stickyHeader aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">From</Table.Th>
            {chart.series.map((series) => (
              <Table.Th key={series.label} scope="col" ta="right">
                {series.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map(({ start, step }) => (
            <Table.Tr key={start.getTime()}>
              <Table.Th
                scope="row"
                fw={400}
                className="numbers"
                title={utcTime(start)}
                style={{ whiteSpace: 'nowrap' }}
              >
                {fullTime(start)}
              </Table.Th>
              {chart.series.map(({ label, values }) => (
                <Table.Td key={label} ta="right" className="numbers">
                  {valueText(values[step] ?? null, format)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

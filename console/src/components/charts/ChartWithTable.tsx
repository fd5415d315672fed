import { Center, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Panel } from '../Panel';
import { ChartTable } from './ChartTable';
import { Swatch } from './Swatch';
import { type Chart, isBlank } from './series';
import { summaryOf } from './summary';
import { type ChartKind, TimeSeriesChart } from './TimeSeriesChart';

type ChartWithTableProps = {
  /** Names its choice between chart and table in the address. */
  name: string;
  title: string;
  description: string;
  chart: Chart;
  kind: ChartKind;
  /** What stands there when there is nothing to draw. */
  blank: string;
  format: (value: number) => string;
};

/** A chart that is also a table; the address keeps which of them is shown. */
export function ChartWithTable(props: ChartWithTableProps) {
  const { name, title, description, chart, kind, blank, format } = props;
  const [search, setSearch] = useSearchParams();
  const asTable = search.get(name) === 'table';
  const choose = (value: string) =>
    setSearch(
      (params) => {
        if (value === 'table') params.set(name, value);
        else params.delete(name);
        return params;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <Panel
      title={title}
      description={description}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={`${title}: chart or table`}
          data={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          value={asTable ? 'table' : 'chart'}
          onChange={choose}
        />
      }
    >
      {asTable ? (
        <ChartTable chart={chart} label={title} format={format} />
      ) : (
        <Stack gap="xs">
          {isBlank(chart.series) ? (
            <Center h={240}>
              <Text size="sm" c="dimmed">
                {blank}
              </Text>
            </Center>
          ) : (
            <TimeSeriesChart
              chart={chart}
              kind={kind}
              format={format}
              label={`${title}. ${summaryOf(chart, kind, format)} The table says it step by step.`}
            />
          )}
          <Group gap="md">
            {chart.series.map(({ label, color, texture }) => (
              <Swatch
                key={label}
                label={label}
                color={color}
                texture={texture}
                line={kind === 'lines'}
              />
            ))}
          </Group>
        </Stack>
      )}
    </Panel>
  );
}

import { SegmentedControl } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Panel } from '../../../components/Panel';
import { count, share } from '../../../format/numbers';
import { plural } from '../../../format/words';
import { Change } from './Change';
import { deliveredOf, type Figures, selectedOf, settledOf } from './figures';
import classes from './Path.module.css';
import { PathBox } from './PathBox';

type PathPanelProps = {
  syncId: number;
  figures: Figures;
  before: Figures | null;
  /** What waits at this moment. */
  pending: number;
  /** The period as the address names it, for the pages behind the figures. */
  period: string;
};

const counted = (n: number, one: string) => `${count(n)} ${plural(n, one)}`;

/** Where everything went: from what came in to what became of it. */
export function PathPanel({ syncId, figures, before, pending, period }: PathPanelProps) {
  const [search, setSearch] = useSearchParams();
  const inPercent = search.get('figures') === 'percent';
  const choose = (value: string) =>
    setSearch(
      (params) => {
        if (value === 'percent') params.set('figures', value);
        else params.delete('figures');
        return params;
      },
      { replace: true, preventScrollReset: true },
    );
  const figure = (n: number, of: number | null) => {
    if (!inPercent) return count(n);
    return of === null ? '–' : share(n, of);
  };
  const changed = (of: (figures: Figures) => number) => (
    <Change present={of(figures)} before={before && of(before)} />
  );
  const settled = settledOf(figures);
  const received = figures.received;
  const debuggerAt = `/syncs/${syncId}/debugger?${period}`;
  return (
    <Panel
      title="The path of what came in"
      description={
        inPercent
          ? 'Selected and filtered as shares of the events received, outcomes as shares of what settled.'
          : 'Each count is of what happened in this period; pending is what waits at this moment.'
      }
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Figures"
          data={[
            { value: 'count', label: 'Counts' },
            { value: 'percent', label: 'Percent' },
          ]}
          value={inPercent ? 'percent' : 'count'}
          onChange={choose}
        />
      }
    >
      <ol className={classes.path} aria-label="The path of what came in">
        <PathBox
          label="Received"
          color="--outcome-filtered"
          value={received === null ? '–' : count(received)}
          note={figures.duplicates > 0 ? `${count(figures.duplicates)} were copies` : 'events'}
          change={
            received !== null && <Change present={received} before={before?.received ?? null} />
          }
        />
        <PathBox
          label="Selected"
          color="--outcome-filtered"
          value={figure(inPercent ? figures.events : selectedOf(figures), received)}
          note={
            inPercent
              ? 'of the events'
              : `${counted(figures.events, 'event')}, ${counted(figures.users, 'user update')}`
          }
          change={changed(inPercent ? (of) => of.events : selectedOf)}
        />
        <PathBox
          label="Filtered"
          color="--outcome-filtered"
          value={figure(figures.filtered, received)}
          note={`${count(figures.notSelected)} more not selected`}
          change={changed((of) => of.filtered)}
          to={`/events?outcome=filtered&sync_id=${syncId}`}
        />
        <PathBox
          label="Pending"
          color="--outcome-pending"
          value={count(pending)}
          note="at this moment"
          change={null}
          to={debuggerAt}
        />
        <PathBox
          label="Delivered"
          color="--outcome-delivered"
          value={figure(deliveredOf(figures), settled)}
          note={`${count(figures.deliveredAfterRetry)} after retry`}
          change={changed(deliveredOf)}
        />
        <PathBox
          label="Discarded"
          color="--outcome-discarded"
          value={figure(figures.discarded, settled)}
          note="cannot be delivered as it is"
          change={changed((of) => of.discarded)}
          to={debuggerAt}
        />
        <PathBox
          label="Expired"
          color="--outcome-expired"
          value={figure(figures.expired, settled)}
          note="retries used up"
          change={changed((of) => of.expired)}
          to={debuggerAt}
        />
      </ol>
    </Panel>
  );
}

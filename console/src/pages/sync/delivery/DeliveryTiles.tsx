import { SimpleGrid } from '@mantine/core';
import { Tile } from '../../../components/Tile';
import { count, duration, share } from '../../../format/numbers';
import { Change } from './Change';
import { deliveredOf, type Figures, notDeliveredOf, settledOf } from './figures';

type DeliveryTilesProps = { figures: Figures; before: Figures | null };

/** The four figures that Amplitude's page shows, each with its change. */
export function DeliveryTiles({ figures, before }: DeliveryTilesProps) {
  const changed = (of: (figures: Figures) => number) => (
    <Change present={of(figures)} before={before && of(before)} />
  );
  const { p95 } = figures;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
      <Tile
        label="Delivered"
        value={count(deliveredOf(figures))}
        explanation="What Intercom accepted in this period."
        note={changed(deliveredOf)}
      />
      <Tile
        label="Not delivered"
        value={count(notDeliveredOf(figures))}
        explanation="What was discarded or has expired in this period."
        note={changed(notDeliveredOf)}
      />
      <Tile
        label="Delivery rate"
        value={share(deliveredOf(figures), settledOf(figures))}
        explanation="What was delivered, of all that settled in this period."
        note={rateBefore(before)}
      />
      <Tile
        label="p95 latency"
        value={p95 === null ? '–' : duration(p95)}
        explanation="19 of 20 deliveries took no longer than this, from acceptance to Intercom's answer."
        note={p95 === null ? '\u00a0' : changed((of) => of.p95 ?? 0)}
      />
    </SimpleGrid>
  );
}

/** A rate is compared as it was: a change of percents would be read as one of points. */
function rateBefore(before: Figures | null): string {
  if (before === null) return '\u00a0';
  const settled = settledOf(before);
  if (settled === 0) return 'None in the period before';
  return `${share(deliveredOf(before), settled)} in the period before`;
}

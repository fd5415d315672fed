import type { Destination } from '../../../api/destinations';

type Choice = { value: string; label: string };

/** Intercom's regions, which a document may name whatever the catalog says (product.md 3). */
const REGIONS: Choice[] = [
  { value: 'us', label: 'United States' },
  { value: 'eu', label: 'Europe' },
  { value: 'au', label: 'Australia' },
];

/** The regions to choose from, by the names and addresses of the catalog once it is there. */
export function endpointChoices(destination: Destination | undefined): Choice[] {
  return (
    destination?.endpoints.map(({ value, label, url }) => ({
      value,
      label: `${label} · ${url.replace('https://', '')}`,
    })) ?? REGIONS
  );
}

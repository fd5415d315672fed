import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';

export type Taxonomy = Schemas['TaxonomyView'];
/** What kinds of values a property was seen with. */
export type ValueType = Schemas['UserPropertySeen']['types'][number];

/**
 * What was seen of events, user properties and group properties: what the pickers offer. It grows
 * rarely, so it is not asked for again with every event that comes.
 */
export const taxonomyQuery = queryOptions({
  queryKey: ['taxonomy'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/taxonomy', { signal })),
  staleTime: 15_000,
  refetchInterval: 30_000,
});

export const useTaxonomy = () => useQuery(taxonomyQuery);

/** Where in the sync's settings a category can be mended, by what has to be changed there. */
const MENDS: Record<string, string> = {
  missing_identity: 'Change the mapping',
  invalid_identity: 'Change the mapping',
  user_not_found: 'Choose what becomes of unknown users',
  event_type_limit: 'Choose fewer event types',
  attribute_missing: 'Let Intertide create missing attributes',
  attribute_type: 'Change the properties that are sent',
  attribute_limit: 'Send fewer properties',
  reserved_name: 'Change what is sent',
  credentials: 'Check the credentials',
};

/** The way to the mend of a category; `null` for what no setting mends. */
export function mendIn(sync: number, category: string): { to: string; label: string } | null {
  const label = MENDS[category];
  return label === undefined ? null : { to: `/syncs/${sync}/settings`, label };
}

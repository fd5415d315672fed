/** The events that stand above and below one in a list; `null` where there is none. */
export type Neighbours = { newer: number | null; older: number | null };

export function neighbours(rows: readonly { id: number }[], id: number | null): Neighbours {
  const at = rows.findIndex((row) => row.id === id);
  if (at === -1) return { newer: null, older: null };
  return { newer: rows[at - 1]?.id ?? null, older: rows[at + 1]?.id ?? null };
}

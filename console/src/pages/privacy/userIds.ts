/** How many users are erased in one go at most. */
export const MOST_USERS = 100;

/** An id in quotes, as a table holds it, or all up to a comma or the end of the line. */
const ID = /"((?:[^"]|"")*)"|[^,\n]+/g;

/**
 * The ids that somebody wrote: one a line, or with commas between them, each once. Spaces around
 * an id don't count; an id that has a comma or such spaces stands in quotes.
 */
export function readIds(text: string): string[] {
  const ids = [...text.matchAll(ID)].map(([whole, quoted]) =>
    quoted === undefined ? whole.trim() : quoted.replaceAll('""', '"'),
  );
  return [...new Set(ids.filter((id) => id !== ''))];
}

/** An id as `readIds` takes it for that very id. */
export function writeId(id: string): string {
  const plain = id.trim() === id && !/[",\n]/.test(id);
  return plain ? id : `"${id.replaceAll('"', '""')}"`;
}

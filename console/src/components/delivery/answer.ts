/** How a note begins that gives Intercom's own words. */
const ANSWERED = 'Intercom answered ';

/** What was last heard from Intercom, in short, as a delivery's notes tell it; `null` for nothing. */
export function shortAnswer(notes: readonly string[]): string | null {
  const last = notes.findLast((note) => note.startsWith(ANSWERED));
  return last === undefined ? null : last.slice(ANSWERED.length);
}

/** Text and names in turn: what stands between backticks is a name. */
export function splitAtNames(note: string): { text: string; name: boolean; at: number }[] {
  let at = 0;
  return note.split('`').flatMap((text, index) => {
    const part = { text, name: index % 2 === 1, at };
    at += text.length + 1;
    return text === '' ? [] : [part];
  });
}

import type { Preview } from '../../../../api/previews';
import { fateName } from '../../../../components/OutcomeBadge';
import { categoryName } from '../../../../format/words';

/** Why something would not be sent: its name, and what is to be said of it. */
export type Reason = { name: string; text: string };

/** Reasons for which a sync does not want an event, the most telling one first. */
const SKIPPED = ['filtered', 'not_selected', 'no_change'] as const;
type Skipped = (typeof SKIPPED)[number];

const isSkipped = (name: string): name is Skipped => SKIPPED.some((known) => known === name);

/** Reads `filtered: …; no_change: …`. */
export function readReasons(reason: string | null): Reason[] {
  if (reason === null) return [];
  return reason.split(/; (?=[a-z_]+: )/).map((part) => {
    const [, name, text] = /^([a-z_]+): (.+)$/s.exec(part) ?? [];
    return name === undefined || text === undefined ? { name: part, text: '' } : { name, text };
  });
}

/** The category for which an event would be discarded. */
export function discardedFor(preview: Preview): string | null {
  if (preview.verdict !== 'discard') return null;
  return readReasons(preview.reason).find(({ name }) => !isSkipped(name))?.name ?? null;
}

/** The verdict in a few words: `Would not be sent · filtered`. */
export function headline(preview: Preview): string {
  switch (preview.verdict) {
    case 'send':
      return 'Would be sent';
    case 'skip': {
      const names = readReasons(preview.reason).map(({ name }) => name);
      const telling = SKIPPED.find((name) => names.includes(name));
      return telling === undefined
        ? 'Would not be sent'
        : `Would not be sent · ${fateName(telling).toLowerCase()}`;
    }
    case 'discard': {
      const category = discardedFor(preview);
      return category === null
        ? 'Would be discarded'
        : `Would be discarded · ${categoryName(category)}`;
    }
  }
}

/** The headline within a sentence. */
export const inSentence = (preview: Preview) =>
  headline(preview).replace('Would', 'would').replace(' · ', ': ');

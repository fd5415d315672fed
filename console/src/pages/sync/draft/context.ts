import type { UseFormReturnType } from '@mantine/form';
import { createContext, use } from 'react';
import type { Sync, SyncDocument } from '../../../api/syncs';
import type { Draft } from './draft';
import type { PlacedFault } from './faults';

export type DraftState = {
  id: number;
  /** The sync as it stands on the server. */
  sync: Sync;
  /** The document that the draft was made from. */
  saved: SyncDocument;
  /** The document as it would be saved. */
  draft: SyncDocument;
  /** The document as it may be tried out: see `toTrial`. */
  trial: SyncDocument;
  form: UseFormReturnType<Draft>;
  dirty: boolean;
  saving: boolean;
  /** Saves; false where that was not possible, which the page then says. */
  save: () => Promise<boolean>;
  /** Goes back to what is saved. */
  reset: () => void;
  /** What forbade the last save and still stands. */
  faults: PlacedFault[];
  /** What the last save allowed, but found odd. */
  warnings: PlacedFault[];
  dismissWarnings: () => void;
  /** Why the last save failed, where that is no fault of the document. */
  failure: unknown;
  dismissFailure: () => void;
  /** Somebody else's version, which a save met; and what may be done about it. */
  conflict: {
    theirs: Sync;
    takeTheirs: () => void;
    overwrite: () => void;
    wait: () => void;
  } | null;
  /** Somebody else changed the sync while the draft was written. */
  overtaken: boolean;
  /** What was brought back after a reload. */
  restored: { tokenTyped: boolean } | null;
  dismissRestored: () => void;
  /** Gives the draft up for good: the page is about to be left. */
  letGo: () => void;
  /** Brings the reader to a field, on whatever tab it is. */
  goTo: (path: string) => void;
  /** The field that somebody is to be brought to. */
  target: { path: string } | null;
};

export const DraftContext = createContext<DraftState | null>(null);

/** The draft of the sync that the page shows. */
export function useDraft(): DraftState {
  const state = use(DraftContext);
  if (state === null) throw new Error('useDraft needs a DraftProvider around it');
  return state;
}

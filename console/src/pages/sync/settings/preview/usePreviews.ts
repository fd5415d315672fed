import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { type PreviewQuestion, usePreview } from '../../../../api/previews';
import { useLast } from '../../../../components/useLast';
import { useDraft } from '../../draft/context';
import { sameDocument } from '../../draft/draft';
import { MOST_KEYS } from '../metadata';

/** How long somebody has to pause before what they wrote is tried. */
const PAUSE_MS = 400;

/** What would become of an event: as the sync is saved, and with what is being written. */
export function usePreviews(event: PreviewQuestion['event'] | null) {
  const { id: sync, sync: stored, saved, trial } = useDraft();
  const [draft] = useDebouncedValue(trial, PAUSE_MS);
  const changed = useMemo(() => !sameDocument(saved, draft), [saved, draft]);
  const question = event && { sync, event };
  const asSaved = usePreview(question && { ...question, of: { version: stored.version } });
  const asChanged = usePreview(question && changed ? { ...question, of: { draft } } : null);
  const savedLast = useLast(asSaved.data, event?.id);
  const draftLast = useLast(asChanged.data, event?.id);
  return {
    changed,
    saved: { query: asSaved, last: savedLast, limit: saved.metadata_limit ?? MOST_KEYS },
    draft: {
      query: asChanged,
      last: draftLast ?? savedLast,
      limit: draft.metadata_limit ?? MOST_KEYS,
    },
    busy: draft !== trial || asSaved.isFetching || asChanged.isFetching,
  };
}

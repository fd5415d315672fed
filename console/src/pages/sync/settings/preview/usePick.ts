import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useRecentEvents, useSentEvent } from '../../../../api/previews';
import { useDraft } from '../../draft/context';
import { selectedTypes } from '../selected';
import { chooseEvent, type EventFacts, readPick, wantedBy } from './pickEvent';

/** Which event is shown: the one that the address picks, or one that the draft wants. */
export function usePick() {
  const { form } = useDraft();
  const [search, setSearch] = useSearchParams();
  const types = selectedTypes(form.values);
  const recent = useRecentEvents(types === 'all' ? [] : types);
  const wanted = wantedBy(form.values);
  const picked = readPick(search);

  const [chosen, setChosen] = useState<EventFacts | null>(null);
  const next = chooseEvent(chosen, recent.data ?? [], wanted);
  if (next !== chosen) setChosen(next);

  const id = picked ?? next?.id ?? null;
  const sent = useSentEvent(id);
  const listed = [...(recent.data ?? []), ...(next === null ? [] : [next])];
  const shown: EventFacts | undefined = listed.find((event) => event.id === id) ?? sent.data;

  /** `null` goes back to the one that is chosen for the draft. */
  const pick = (event: number | null) =>
    setSearch(
      (params) => {
        const after = new URLSearchParams(params);
        if (event === null) after.delete('preview');
        else after.set('preview', String(event));
        return after;
      },
      { replace: true },
    );
  return { id, picked: picked !== null, shown, recent, wanted, sent, pick };
}

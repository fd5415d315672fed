import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { ApiError, type Fault } from '../../../api/errors';
import { type ReadSync, type SyncDocument, syncQuery, useReplaceSync } from '../../../api/syncs';
import { beginning } from './beginning';
import { openFields } from './check';
import { DraftContext, type DraftState } from './context';
import { type Draft, sameDocument, toDocument, toDraft, toTrial, withKeysOf } from './draft';
import { errorsOf, type PlacedFault, placedFault } from './faults';
import { useKeeping } from './useKeeping';

type DraftProviderProps = { id: number; read: ReadSync; children: ReactNode };

/**
 * Holds the draft of a sync above its tabs. What is read of the sync meanwhile never overwrites
 * what somebody is writing; where nothing is written, it follows.
 */
export function DraftProvider({ id, read, children }: DraftProviderProps) {
  const [begun] = useState(() => beginning(id, read));
  const [base, setBase] = useState(begun.base);
  const [restored, setRestored] = useState(begun.restored);
  const [faults, setFaults] = useState<PlacedFault[]>([]);
  const [warnings, setWarnings] = useState<PlacedFault[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<ReadSync | null>(null);
  const form = useForm<Draft>({ mode: 'controlled', initialValues: begun.draft });
  const replace = useReplaceSync(id);
  const queries = useQueryClient();
  const { target, goTo } = useTarget(id);

  const saved = useMemo(() => toDocument(toDraft(base.sync)), [base]);
  const draft = useMemo(() => toDocument(form.values), [form.values]);
  const trial = useMemo(() => toTrial(form.values), [form.values]);
  const dirty = !sameDocument(saved, draft);
  const saving = replace.isPending;
  const newer = read.sync.version > base.sync.version;
  const letGo = useKeeping({ id, draft: form.values, etag: base.etag, dirty });

  const { setValues, setErrors, getValues } = form;
  const follow = useCallback(
    (next: ReadSync) => {
      setBase(next);
      setValues(withKeysOf(toDraft(next.sync), getValues()));
    },
    [setValues, getValues],
  );
  useEffect(() => {
    if (newer && !dirty && !saving) follow(read);
  }, [newer, dirty, saving, follow, read]);

  const show = (found: readonly Fault[]) => {
    const placed = found.map(placedFault);
    setFaults(placed);
    setErrors(errorsOf(placed));
    const first = placed.find((fault) => fault.path !== null)?.path;
    if (first) goTo(first);
  };

  const forget = () => {
    setFaults([]);
    setErrors({});
    setFailure(null);
    setTheirs(null);
  };

  /** Takes over what was saved, but for what was typed while it was being saved. */
  const settle = (sent: SyncDocument, replaced: ReadSync) => {
    const now = getValues();
    const fresh = toDraft(replaced.sync);
    const { access_token } = fresh.credentials;
    const untouched = sameDocument(toDocument(now), sent);
    setBase(replaced);
    setValues(
      untouched
        ? withKeysOf(fresh, now)
        : { ...now, credentials: { ...now.credentials, access_token } },
    );
    setWarnings((replaced.sync.warnings ?? []).map(placedFault));
    setRestored(null);
    notifications.show({ message: 'Saved. The changes are in force.', color: 'green' });
  };

  const refused = async (error: unknown) => {
    if (error instanceof ApiError && error.status === 412) {
      try {
        setTheirs(await queries.fetchQuery({ ...syncQuery(id), staleTime: 0 }));
      } catch (unread) {
        setFailure(unread);
      }
    } else if (error instanceof ApiError && error.faults.length > 0) {
      show(error.faults);
    } else {
      setFailure(error);
    }
  };

  const put = async (etag: string | null): Promise<boolean> => {
    forget();
    setWarnings([]);
    const open = openFields(getValues());
    if (open.length > 0) {
      show(open);
      return false;
    }
    const sent = toDocument(getValues());
    try {
      settle(sent, await replace.mutateAsync({ document: sent, etag }));
      return true;
    } catch (error) {
      await refused(error);
      return false;
    }
  };

  const backTo = (version: ReadSync) => {
    follow(version);
    forget();
    setRestored(null);
  };

  const state: DraftState = {
    id,
    sync: read.sync,
    saved,
    draft,
    trial,
    form,
    dirty,
    saving,
    save: () => put(base.etag),
    reset: () => backTo(read),
    faults: faults.filter(({ path }) => path === null || form.errors[path] !== undefined),
    warnings,
    dismissWarnings: () => setWarnings([]),
    failure,
    dismissFailure: () => setFailure(null),
    conflict: theirs && {
      theirs: theirs.sync,
      takeTheirs: () => backTo(theirs),
      overwrite: () => void put(theirs.etag),
      wait: () => setTheirs(null),
    },
    overtaken: newer && dirty && !saving,
    restored,
    dismissRestored: () => setRestored(null),
    letGo,
    goTo,
    target,
  };
  return <DraftContext value={state}>{children}</DraftContext>;
}

/** Brings the reader to a field, which stands on the settings' tab. */
function useTarget(id: number) {
  const [target, setTarget] = useState<{ path: string } | null>(null);
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const settings = `/syncs/${id}/settings`;
  const goTo = (path: string) => {
    setTarget({ path });
    if (pathname !== settings) void navigate(settings);
  };
  return { target, goTo };
}

import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import {
  countRetries,
  deliveriesChanged,
  putBack,
  queueQuery,
  readQueue,
  type Which,
} from '../../api/deliveries';
import { ApiError, messageOf } from '../../api/errors';
import { begun, goesOn, joined, type RetryRun, readRun, seen } from './retryProgress';

/** How often the queue is looked at while a retry is on its way; seldom when nobody sees it. */
const LOOK_EVERY_MS = 2_000;
const LOOK_HIDDEN_MS = 10_000;

/** The retries that are on their way, by sync. They outlive the page that began them. */
const runs = new Map<number, RetryRun | null>();
/** The syncs whose queue is being followed. */
const followed = new Set<number>();
const listeners = new Set<() => void>();

/** The retry of a sync that is on its way, or has ended and was not closed. */
export function useRetryRun(sync: number): RetryRun | null {
  const queries = useQueryClient();
  const run = useSyncExternalStore(listen, () => runOf(sync));
  const sending = run?.phase === 'sending';
  useEffect(() => {
    // After the page was loaded again nobody follows what was begun before.
    if (sending) void follow(queries, sync);
  }, [queries, sync, sending]);
  return run;
}

/** Puts back what was counted, however often the server has to be asked, and follows it. */
export async function startRetry(
  queries: QueryClient,
  sync: number,
  { which, what, wanted }: { which: readonly Which[]; what: string; wanted: number },
) {
  await putAllBack(queries, sync, joined(runOf(sync), begun(which, what, wanted, Date.now())));
}

/** Goes on where a retry was interrupted. */
export async function resumeRetry(queries: QueryClient, sync: number) {
  const run = runOf(sync);
  if (run?.phase !== 'interrupted') return;
  await putAllBack(queries, sync, { ...run, phase: 'putting_back', problem: null });
}

/** Forgets a run; what is put back is sent all the same. */
export function closeRetry(sync: number) {
  write(sync, null);
}

async function putAllBack(queries: QueryClient, sync: number, start: RetryRun) {
  let run = start;
  write(sync, run);
  try {
    for (const which of run.which) {
      let more = true;
      while (more) {
        const { count, put_back } = await putBack(sync, which);
        const taken = put_back ?? 0;
        run = { ...run, putBack: run.putBack + taken };
        write(sync, run);
        more = goesOn(run, { count, put_back: taken });
      }
    }
    write(sync, { ...run, phase: 'sending' });
  } catch (error) {
    write(sync, { ...run, phase: 'interrupted', problem: messageOf(error) });
  }
  void deliveriesChanged(queries);
  await follow(queries, sync);
}

/** Looks at the queue until all that was put back has settled. */
async function follow(queries: QueryClient, sync: number) {
  if (followed.has(sync)) return;
  followed.add(sync);
  try {
    while (runOf(sync)?.phase === 'sending') {
      await look(queries, sync);
      if (runOf(sync)?.phase === 'sending') await pause();
    }
  } finally {
    followed.delete(sync);
  }
}

async function look(queries: QueryClient, sync: number) {
  const before = runOf(sync);
  try {
    const queue = await readQueue(sync);
    queries.setQueryData(queueQuery(sync).queryKey, queue);
    const run = runOf(sync);
    // An answer from before more was put back knows nothing of that.
    if (run?.phase !== 'sending' || run.putBack !== before?.putBack) return;
    const next = seen(run, queue.retrying);
    write(sync, next.phase === 'done' ? await counted(sync, next) : next);
    if (next.phase === 'done') void deliveriesChanged(queries);
  } catch (error) {
    const gone = error instanceof ApiError && error.status === 404;
    if (gone) closeRetry(sync);
  }
}

/** Counts what failed again: what the same retry would put back. */
async function counted(sync: number, run: RetryRun): Promise<RetryRun> {
  if (!run.alone) return run;
  return { ...run, failedAgain: await countRetries(sync, run.which) };
}

function pause() {
  const ms = document.hidden ? LOOK_HIDDEN_MS : LOOK_EVERY_MS;
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const storageKey = (sync: number) => `intertide.retry.${sync}`;

function runOf(sync: number): RetryRun | null {
  const known = runs.get(sync);
  if (known !== undefined) return known;
  const read = readRun(sessionStorage.getItem(storageKey(sync)));
  runs.set(sync, read);
  return read;
}

function write(sync: number, run: RetryRun | null) {
  runs.set(sync, run);
  if (run === null) sessionStorage.removeItem(storageKey(sync));
  else sessionStorage.setItem(storageKey(sync), JSON.stringify(run));
  for (const listener of listeners) listener();
}

function listen(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

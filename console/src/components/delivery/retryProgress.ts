import type { Which } from '../../api/deliveries';

/** How far a retry of many has come. */
export type RetryPhase =
  /** The server is putting them back. */
  | 'putting_back'
  /** It was stopped before all were put back. */
  | 'interrupted'
  /** All are put back, and are being sent. */
  | 'sending'
  /** All have settled again. */
  | 'done';

/** A retry of many deliveries of one sync. */
export type RetryRun = {
  phase: RetryPhase;
  /** What is sent again, in words. */
  what: string;
  /** What was asked for, in one request each; the latest where there were several retries. */
  which: readonly Which[];
  /** Whether it stands alone: several retries are counted together. */
  alone: boolean;
  /** How many were counted, and how many of them are put back. */
  wanted: number;
  putBack: number;
  settled: number;
  /** How many fit the same retry again; `null` where that cannot be told. */
  failedAgain: number | null;
  /** When the sending began, in ms since 1970. */
  since: number;
  /** Why it was interrupted. */
  problem: string | null;
};

export function begun(
  which: readonly Which[],
  what: string,
  wanted: number,
  now: number,
): RetryRun {
  return {
    phase: 'putting_back',
    what,
    which,
    alone: true,
    wanted,
    putBack: 0,
    settled: 0,
    failedAgain: null,
    since: now,
    problem: null,
  };
}

/** A retry that begins while another one is on its way is counted together with it. */
export function joined(before: RetryRun | null, next: RetryRun): RetryRun {
  if (before === null || before.phase === 'done') return next;
  return {
    ...next,
    alone: false,
    wanted: before.putBack + next.wanted,
    putBack: before.putBack,
    settled: before.settled,
    since: before.since,
  };
}

/** Whether the server is to be asked again: it was out of time before all were put back. */
export function goesOn(run: RetryRun, answer: { count: number; put_back: number }): boolean {
  const more = answer.put_back < answer.count;
  // What failed again meanwhile fits as well: no more are taken than were counted.
  return more && answer.put_back > 0 && run.putBack < run.wanted;
}

/** A run after a look at the queue: what is not `retrying` any more has settled. */
export function seen(run: RetryRun, retrying: number): RetryRun {
  const settled = Math.min(run.putBack, Math.max(run.settled, run.putBack - retrying));
  return { ...run, settled, phase: retrying === 0 ? 'done' : run.phase };
}

/** How much of the work is done, from 0 to 1. */
export function fraction({ phase, wanted, putBack, settled }: RetryRun): number {
  if (phase === 'done') return 1;
  const [part, all] = phase === 'sending' ? [settled, putBack] : [putBack, wanted];
  return all === 0 ? 0 : Math.min(1, part / all);
}

/** How long it may still take, at the pace so far; `null` while that is not clear yet. */
export function timeLeft({ phase, putBack, settled, since }: RetryRun, now: number) {
  const passed = now - since;
  if (phase !== 'sending' || settled === 0 || settled >= putBack || passed < 5_000) return null;
  return (passed / settled) * (putBack - settled);
}

/** Reads a run that was written down before the page was loaded again; `null` for anything else. */
export function readRun(text: string | null): RetryRun | null {
  if (text === null) return null;
  try {
    const run: unknown = JSON.parse(text);
    if (!isRun(run)) return null;
    return run.phase === 'putting_back' ? { ...run, phase: 'interrupted' } : run;
  } catch {
    return null;
  }
}

function isRun(value: unknown): value is RetryRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Record<string, unknown>;
  const numbers = [run.wanted, run.putBack, run.settled, run.since];
  return (
    numbers.every(Number.isFinite) &&
    typeof run.what === 'string' &&
    Array.isArray(run.which) &&
    ['putting_back', 'interrupted', 'sending', 'done'].includes(String(run.phase))
  );
}

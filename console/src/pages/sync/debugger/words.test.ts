import { describe, expect, it } from 'vitest';
import { begun, type RetryRun } from '../../../components/delivery/retryProgress';
import { timesOfForm } from './BackfillForm';
import { lookedAt } from './BackfillList';
import { mendIn } from './mends';
import { progressText, resultText } from './RetryProgress';

const run: RetryRun = { ...begun([{ from: 'x' }], 'all', 1_204, 0), putBack: 1_204 };

describe('a retry', () => {
  it('tells how far it has come', () => {
    expect(progressText({ ...run, putBack: 1_000 })).toBe('Putting back: 1,000 of 1,204');
    expect(progressText({ ...run, phase: 'sending', settled: 312 })).toBe('312 of 1,204 settled');
    expect(progressText({ ...run, phase: 'done' })).toBe('All 1,204 settled');
  });

  it('tells what came of it, as far as that is known', () => {
    expect(resultText({ ...run, failedAgain: 0 })).toBe('All 1,204 arrived.');
    expect(resultText({ ...run, failedAgain: 4 })).toBe(
      '1,200 deliveries arrived, 4 failed again.',
    );
    expect(resultText({ ...run, failedAgain: null })).toMatch(/listed below/);
  });

  it('of a category may have failed for another reason', () => {
    const which = [{ category: 'user_not_found' }];
    expect(resultText({ ...run, which, failedAgain: 12 })).toBe(
      '12 failed again for the same reason.',
    );
  });
});

describe('a backfill', () => {
  const backfill = {
    id: 1,
    sync_id: 1,
    state: 'running' as const,
    from: '',
    to: '',
    progress: { looked_at: 3_120, of: 8_000 },
    deliveries: 0,
    started_at: '',
    ended_at: null,
  };

  it('tells how much of the log it has looked at', () => {
    expect(lookedAt(backfill)).toBe('3,120 of 8,000 (39%)');
    expect(lookedAt({ ...backfill, state: 'done' })).toBe('All 8,000');
  });

  it('takes its times in the zone of who enters them', () => {
    const { from, to } = timesOfForm('2026-11-25T07:00', '');
    expect(from).toBe(new Date('2026-11-25T07:00').toISOString());
    expect(to).toBeUndefined();
  });
});

it('a category that a setting mends leads to the settings', () => {
  expect(mendIn(7, 'user_not_found')?.to).toBe('/syncs/7/settings');
  expect(mendIn(7, 'server_error')).toBeNull();
});

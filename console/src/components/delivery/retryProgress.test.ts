import { describe, expect, it } from 'vitest';
import {
  begun,
  fraction,
  goesOn,
  joined,
  type RetryRun,
  readRun,
  seen,
  timeLeft,
} from './retryProgress';

const start = begun([{ category: 'user_not_found' }], 'user not found', 1_204, 0);
const sending: RetryRun = { ...start, phase: 'sending', putBack: 1_204 };

describe('while it is put back', () => {
  it('goes on as long as the server ran out of time', () => {
    expect(goesOn({ ...start, putBack: 1_000 }, { count: 1_204, put_back: 1_000 })).toBe(true);
    expect(goesOn({ ...start, putBack: 1_204 }, { count: 204, put_back: 204 })).toBe(false);
  });

  it('does not go round for ever after what fails again or cannot be taken', () => {
    expect(goesOn({ ...start, putBack: 1_204 }, { count: 900, put_back: 204 })).toBe(false);
    expect(goesOn({ ...start, putBack: 1_000 }, { count: 204, put_back: 0 })).toBe(false);
  });

  it('shows how many of those counted are put back', () => {
    expect(fraction({ ...start, putBack: 602 })).toBe(0.5);
  });
});

describe('while it is sent', () => {
  it('what is not being retried any more has settled', () => {
    const run = seen(sending, 892);
    expect(run.settled).toBe(312);
    expect(run.phase).toBe('sending');
    expect(fraction(run)).toBeCloseTo(312 / 1_204);
  });

  it('never goes back, nor beyond what was put back', () => {
    expect(seen({ ...sending, settled: 500 }, 892).settled).toBe(500);
    expect(seen(sending, 2_000).settled).toBe(0);
  });

  it('is done when nothing is being retried', () => {
    expect(seen(sending, 0)).toMatchObject({ phase: 'done', settled: 1_204 });
    expect(fraction(seen(sending, 0))).toBe(1);
  });

  it('tells the time left once the pace is known', () => {
    expect(timeLeft({ ...sending, settled: 602 }, 60_000)).toBe(60_000);
    expect(timeLeft({ ...sending, settled: 602 }, 1_000)).toBeNull();
    expect(timeLeft(sending, 60_000)).toBeNull();
  });
});

describe('a second retry', () => {
  const next = begun([{ category: 'timeout' }], 'timeout', 10, 50);

  it('is counted together with one that is on its way', () => {
    expect(joined({ ...sending, settled: 4 }, next)).toMatchObject({
      alone: false,
      wanted: 1_214,
      putBack: 1_204,
      settled: 4,
      which: [{ category: 'timeout' }],
    });
  });

  it('stands alone after one that is done', () => {
    expect(joined({ ...sending, phase: 'done' }, next)).toEqual(next);
    expect(joined(null, next)).toEqual(next);
  });
});

describe('after the page was loaded again', () => {
  it('what was being sent is followed again', () => {
    expect(readRun(JSON.stringify(sending))).toEqual(sending);
  });

  it('what was being put back was interrupted', () => {
    expect(readRun(JSON.stringify(start))?.phase).toBe('interrupted');
  });

  it('anything else is none', () => {
    for (const text of [null, 'no JSON', '[]', '{"phase":"sending"}']) {
      expect(readRun(text)).toBeNull();
    }
  });
});

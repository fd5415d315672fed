import { stepTime } from '../../format/time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What stands below a chart, in seconds since 1970: the time of day, and under it the day where
 * another one begins. Charts in hours name their first day too; those in days name days alone.
 */
export function timeLabels(seconds: readonly number[], stepMs: number): string[] {
  let dayBefore: string | null = null;
  return seconds.map((second) => {
    const at = new Date(second * 1_000);
    const day = stepTime(at, DAY);
    const begins = dayBefore === null ? stepMs >= HOUR : day !== dayBefore;
    dayBefore = day;
    if (stepMs >= DAY) return day;
    const clock = stepTime(at, MINUTE);
    return begins ? `${clock}\n${day}` : clock;
  });
}

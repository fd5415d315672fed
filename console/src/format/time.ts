const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const shortClock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** `Nov 25, 2026, 8:02:26 AM` in the user's time zone. */
export const fullTime = (at: Date) => full.format(at);

/** `2026-11-25 07:02:26.170 UTC`. */
export const utcTime = (at: Date) => `${at.toISOString().replace('T', ' ').slice(0, -1)} UTC`;

/** The time of day for today, with its day before it for any other. */
export function listTime(at: Date, now: Date = new Date()): string {
  const today = at.toDateString() === now.toDateString();
  return today ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** Where a step of a chart begins; by the day where steps are days. */
export function stepTime(at: Date, stepMs: number): string {
  if (stepMs >= 86_400_000) return day.format(at);
  return stepMs >= 3_600_000
    ? `${day.format(at)}, ${shortClock.format(at)}`
    : shortClock.format(at);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** `3 minutes ago`, `in 2 hours`. */
export function ago(at: Date, now: Date = new Date()): string {
  const distance = at.getTime() - now.getTime();
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? ['second', 1_000];
  return relative.format(Math.round(distance / length), unit);
}

const whole = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** `12,345`. */
export const count = (n: number) => whole.format(n);

/** `12.3K`: where room is short. */
export const shortCount = (n: number) =>
  Math.abs(n) < 10_000 ? whole.format(n) : compact.format(n);

/** A share as `98.2%`; never rounded up to 100% nor down to 0%. */
export function share(part: number, all: number): string {
  if (all === 0) return '–';
  const ratio = part / all;
  if (ratio > 0.999 && ratio < 1) return percent.format(0.999);
  if (ratio > 0 && ratio < 0.001) return `<${percent.format(0.001)}`;
  return percent.format(ratio);
}

/** What became of a figure since the period before: `+12.5%`; `null` where nothing can be said. */
export function change(present: number, before: number): { text: string; up: boolean } | null {
  if (before === 0 || present === before) return null;
  const ratio = (present - before) / before;
  const sign = ratio > 0 ? '+' : '−';
  return { text: `${sign}${percent.format(Math.abs(ratio))}`, up: ratio > 0 };
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `1.2 GB`, in powers of 1,024. */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value >= 100 || unit === 0 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Milliseconds as `3 ms`, `1.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const two = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, 'min', seconds % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return two(hours, 'h', minutes % 60, 'min');
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

type SparklineProps = { values: readonly number[]; label: string; color?: string };

const WIDTH = 120;
const HEIGHT = 28;

/** How a figure went, as a line without axes: its shape is what it tells. */
export function Sparkline({ values, label, color = 'var(--outcome-delivered)' }: SparklineProps) {
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <polyline
        points={pointsOf(values, WIDTH, HEIGHT)}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** The line through the values, from zero at the bottom to the largest at the top. */
export function pointsOf(values: readonly number[], width: number, height: number): string {
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const inside = height - 4;
  return values
    .map((value, index) => {
      const y = 2 + inside * (1 - value / most);
      return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

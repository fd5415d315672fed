import { Group, Text } from '@mantine/core';
import { DASHES, type Texture } from './texture';

type SwatchProps = {
  /** The name of the CSS variable that holds its colour. */
  color: string;
  label: string;
  texture?: Texture;
  /** Whether a line is shown, or a layer. */
  line?: boolean;
};

/** How a line or layer looks, and what it is. */
export function Swatch({ color, label, texture = 'plain', line = false }: SwatchProps) {
  const paint = `var(${color})`;
  return (
    <Group gap={6} wrap="nowrap">
      {line ? (
        <svg width="22" height="12" aria-hidden="true" style={{ flex: 'none' }}>
          <path
            d="M0 6H22"
            stroke={paint}
            strokeWidth="2"
            strokeDasharray={DASHES[texture].join(' ')}
          />
        </svg>
      ) : (
        <svg width="12" height="12" aria-hidden="true" style={{ flex: 'none' }}>
          <rect width="12" height="12" rx="2" fill={paint} />
          {texture === 'stripes' && (
            <path d="M-1 7L7 -1M-1 13L13 -1M5 13L13 5" stroke="var(--surface)" strokeWidth="1.5" />
          )}
          {texture === 'dots' &&
            [3, 9].map((x) => [3, 9].map((y) => <Dot key={`${x} ${y}`} x={x} y={y} />))}
        </svg>
      )}
      <Text size="xs">{label}</Text>
    </Group>
  );
}

const Dot = ({ x, y }: { x: number; y: number }) => (
  <circle cx={x} cy={y} r="1.2" fill="var(--surface)" />
);

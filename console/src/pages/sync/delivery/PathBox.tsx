import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './Path.module.css';

type PathBoxProps = {
  label: string;
  /** The name of the CSS variable that holds its colour. */
  color: string;
  value: ReactNode;
  /** What stands below the figure. */
  note: ReactNode;
  /** How it changed. */
  change: ReactNode;
  /** Where what is behind the figure is shown. */
  to?: string;
};

/** One station of the path. */
export function PathBox({ label, color, value, note, change, to }: PathBoxProps) {
  return (
    <li className={classes.box} style={{ borderTopColor: `var(${color})` }}>
      <Text component="div" size="sm" fw={500}>
        {to === undefined ? (
          label
        ) : (
          <Anchor component={Link} to={to} inherit c="inherit" underline="always">
            {label}
          </Anchor>
        )}
      </Text>
      <Text component="div" fz={24} fw={600} lh={1.3} className="numbers">
        {value}
      </Text>
      <Text component="div" size="xs" c="dimmed">
        {note}
      </Text>
      <div className={classes.change}>{change}</div>
    </li>
  );
}

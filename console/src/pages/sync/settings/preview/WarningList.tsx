import { Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { sentence } from '../../draft/faults';
import { Marked } from './Marked';
import classes from './preview.module.css';
import { Section } from './Section';

/** What should be known beside what would be sent. */
export function WarningList({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Section title="Good to know">
      <ul className={classes.list}>
        {[...new Set(warnings)].map((warning) => (
          <li key={warning} className={classes.verdict}>
            <IconInfoCircle size={16} className={classes.aside} aria-hidden />
            <Text size="sm" className={classes.text}>
              <Marked text={sentence(warning)} />
            </Text>
          </li>
        ))}
      </ul>
    </Section>
  );
}

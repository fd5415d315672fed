import { Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ConditionFound } from '../../../../api/previews';
import { count } from '../../../../format/numbers';
import { takesValues } from '../../draft/draft';
import { operatorName } from '../operators';
import { refName } from '../properties';
import classes from './preview.module.css';
import { Section } from './Section';
import { shortValue } from './values';

/** Each condition that the event was asked, and what was found. */
export function ConditionVerdicts({ conditions }: { conditions: readonly ConditionFound[] }) {
  if (conditions.length === 0) return null;
  const held = conditions.filter((condition) => condition.held).length;
  return (
    <Section title="Conditions" aside={`${count(held)} of ${count(conditions.length)} hold`}>
      <ul className={classes.list}>
        {[...conditions.entries()].map(([place, found]) => (
          <ConditionVerdict key={place} found={found} />
        ))}
      </ul>
    </Section>
  );
}

function ConditionVerdict({ found }: { found: ConditionFound }) {
  const { held, value, condition } = found;
  const { property, operator, values = [] } = condition;
  return (
    <li className={classes.verdict}>
      {held ? (
        <IconCheck size={16} className={classes.held} aria-hidden />
      ) : (
        <IconX size={16} className={classes.failed} aria-hidden />
      )}
      <div className={classes.text}>
        <Text size="sm">
          {refName(property)} {operatorName(operator)}
          {takesValues(operator) && (
            <>
              {' '}
              <span className="mono">{values.join(' or ')}</span>
            </>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {held ? 'Holds' : 'Does not hold'} · found{' '}
          <span className="mono">{shortValue(value)}</span>
        </Text>
      </div>
    </li>
  );
}

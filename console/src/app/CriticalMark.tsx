import { Badge, VisuallyHidden } from '@mantine/core';
import { Link } from 'react-router';
import { useCriticalAlerts } from '../api/alerts';
import { count } from '../format/numbers';
import { plural } from '../format/words';

/** How many critical alerts are raised; nothing where there is none. */
export function CriticalMark() {
  const critical = useCriticalAlerts();
  if (critical === 0) return null;
  return (
    <Badge color="red" size="sm" variant="filled" className="numbers">
      <span aria-hidden>{count(critical)}</span>
      <VisuallyHidden>{inWords(critical)}</VisuallyHidden>
    </Badge>
  );
}

/** The same where the menu is closed: it leads to them. */
export function CriticalLink() {
  const critical = useCriticalAlerts();
  if (critical === 0) return null;
  return (
    <Badge
      component={Link}
      to="/alerts"
      color="red"
      variant="filled"
      ml="auto"
      style={{ cursor: 'pointer' }}
      aria-label={inWords(critical)}
    >
      {count(critical)} {plural(critical, 'critical alert')}
    </Badge>
  );
}

const inWords = (critical: number) =>
  `${count(critical)} ${plural(critical, 'critical alert is', 'critical alerts are')} raised`;

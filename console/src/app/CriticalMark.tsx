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
      {count(critical)}
      <VisuallyHidden>
        {' '}
        {plural(critical, 'critical alert is', 'critical alerts are')} raised
      </VisuallyHidden>
    </Badge>
  );
}

/** The same in words, where the menu is closed: it leads to them. */
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
    >
      {count(critical)} {plural(critical, 'alert')}
    </Badge>
  );
}

import { ActionIcon, Anchor, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconRotateClockwise } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Delivery } from '../../api/deliveries';
import { useRole } from '../../api/role';
import { userPath } from '../../api/users';
import { count } from '../../format/numbers';
import { categoryName } from '../../format/words';
import { Time } from '../Time';
import { shortAnswer } from './answer';
import { useDeliveryInAddress } from './useDeliveryInAddress';

type DeliveryTableProps = {
  deliveries: readonly Delivery[];
  /** What the table lists, for those who hear it. */
  label: string;
  onRetry: (delivery: Delivery) => void;
  /** Whether to tell why each failed, where that is not the same for all. */
  withReason?: boolean;
};

/** Failed deliveries, one a row; each opens in the drawer. */
export function DeliveryTable({ deliveries, label, onRetry, withReason }: DeliveryTableProps) {
  return (
    <Table.ScrollContainer
      minWidth={640}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={`${label}, scrolls sideways`}
    >
      <Table aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Event type</Table.Th>
            <Table.Th scope="col">Created</Table.Th>
            <Table.Th scope="col">User</Table.Th>
            {withReason && <Table.Th scope="col">Last attempt met</Table.Th>}
            <Table.Th scope="col" ta="right">
              Attempts
            </Table.Th>
            <Table.Th scope="col">Intercom's answer</Table.Th>
            <Table.Th scope="col" w={48}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              withReason={withReason ?? false}
              onRetry={onRetry}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

type RowProps = {
  delivery: Delivery;
  withReason: boolean;
  onRetry: (delivery: Delivery) => void;
};

function Row({ delivery, withReason, onRetry }: RowProps) {
  const retries = useRole().may('editor');
  const { linkTo } = useDeliveryInAddress();
  const { id, event_type, user_id, category } = delivery;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          component={Link}
          to={linkTo(id)}
          size="sm"
          style={{ whiteSpace: 'nowrap' }}
          aria-label={`Open delivery ${id}: ${event_type}`}
        >
          {event_type}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Time at={delivery.created_at} />
      </Table.Td>
      <Table.Td maw={220}>
        {user_id === null ? (
          <Text size="sm" c="dimmed">
            None known
          </Text>
        ) : (
          <Anchor component={Link} to={userPath(user_id)} size="sm" display="block" truncate>
            {user_id}
          </Anchor>
        )}
      </Table.Td>
      {withReason && <Table.Td>{category === null ? '–' : categoryName(category)}</Table.Td>}
      <Table.Td ta="right" className="numbers">
        {count(delivery.attempts)}
      </Table.Td>
      <Table.Td maw={320}>
        <Answer delivery={delivery} />
      </Table.Td>
      <Table.Td>
        {retries && (
          <Tooltip label="Retry this delivery">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Retry delivery ${id}`}
              onClick={() => onRetry(delivery)}
            >
              <IconRotateClockwise size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Answer({ delivery: { notes, attempts, category } }: { delivery: Delivery }) {
  const answer = shortAnswer(notes);
  if (answer === null) {
    return (
      <Text size="sm" c="dimmed">
        {noAnswer(attempts, category)}
      </Text>
    );
  }
  return (
    <Text size="sm" lineClamp={2} title={answer}>
      {answer}
    </Text>
  );
}

/** Why there is no answer of Intercom's to show. */
function noAnswer(attempts: number, category: string | null): string {
  if (attempts === 0) return 'Nothing was sent';
  return category === 'network' || category === 'timeout' ? 'No answer' : '–';
}

import { Card, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import type { EventStory } from '../../api/events';
import { DeliveryDetail } from '../../components/delivery/DeliveryDetail';
import { OutcomeBadge } from '../../components/OutcomeBadge';
import { count, duration } from '../../format/numbers';
import { plural } from '../../format/words';

type DeliveryCardProps = {
  delivery: EventStory['deliveries'][number];
  title: string;
  startsOpen: boolean;
};

/** A delivery in a line, which opens to all that is known of it. */
export function DeliveryCard({ delivery, title, startsOpen }: DeliveryCardProps) {
  const [opened, { toggle }] = useDisclosure(startsOpen);
  const detail = useId();
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <Card withBorder padding="sm">
      <UnstyledButton onClick={toggle} aria-expanded={opened} aria-controls={detail}>
        <Group gap="xs">
          <Chevron size={16} aria-hidden />
          <Text span size="sm" fw={500}>
            {title}
          </Text>
          <OutcomeBadge fate={delivery.status} category={delivery.category} />
          <Text span size="xs" c="dimmed" className="numbers">
            {figuresOf(delivery)}
          </Text>
        </Group>
      </UnstyledButton>
      <div id={detail}>
        <Collapse expanded={opened}>
          {opened && (
            <div style={{ paddingTop: 'var(--mantine-spacing-md)' }}>
              <DeliveryDetail id={delivery.id} />
            </div>
          )}
        </Collapse>
      </div>
    </Card>
  );
}

function figuresOf({ latency_ms, attempts }: DeliveryCardProps['delivery']): string {
  const tried = attempts === 0 ? [] : [`${count(attempts)} ${plural(attempts, 'attempt')}`];
  const took = latency_ms === null ? [] : [duration(latency_ms)];
  return [...took, ...tried].join(' · ');
}

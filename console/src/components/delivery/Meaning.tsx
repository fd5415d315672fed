import { Stack, Text } from '@mantine/core';
import { type DeliveryStatus, useCategories } from '../../api/deliveries';

const NOT_TRIED = 'It has been selected and is about to be sent.';
const DELIVERED = 'Intercom accepted it.';
const GIVEN_UP = 'Its retries are used up. The last attempt met this:';

type MeaningProps = { status: DeliveryStatus; category: string | null };

/** What an outcome and its category mean, and what to do. */
export function Meaning({ status, category }: MeaningProps) {
  const categories = useCategories();
  const known = categories.data?.find((one) => one.category === category);
  if (status === 'delivered') return <Text size="sm">{DELIVERED}</Text>;
  if (status === 'pending' && category === null) return <Text size="sm">{NOT_TRIED}</Text>;
  if (known === undefined) return null;
  return (
    <Stack gap={4}>
      <Text size="sm">
        {status === 'expired' && `${GIVEN_UP} `}
        {known.meaning}
      </Text>
      <Text size="sm">
        <Text span inherit fw={600}>
          What to do:
        </Text>{' '}
        {known.remedy}
      </Text>
    </Stack>
  );
}

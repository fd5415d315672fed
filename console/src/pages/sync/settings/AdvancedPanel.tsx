import { Button, Collapse, NumberInput, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useId } from 'react';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';

const FIELDS = ['value_types', 'retry.window', 'retry.attempts'];

/** What few need to change; it opens by itself where something in it is to be mended. */
export function AdvancedPanel() {
  const { form, target } = useDraft();
  const [opened, { toggle }] = useDisclosure();
  const content = useId();
  const faulty = FIELDS.some((field) => form.errors[field] !== undefined);
  const shown = opened || faulty || (target !== null && FIELDS.includes(target.path));
  const { value_types, retry } = form.values;
  return (
    <Panel
      title="Advanced"
      description={`${value_types === 'native' ? 'Values as they are' : 'Every value as text'} · tried for ${retry.window}, ${retry.attempts} times at most`}
      aside={
        <Button
          variant="subtle"
          size="xs"
          aria-expanded={shown}
          aria-controls={content}
          aria-label={shown ? 'Hide the advanced settings' : 'Show the advanced settings'}
          onClick={toggle}
        >
          {shown ? 'Hide' : 'Show'}
        </Button>
      }
    >
      <Collapse expanded={shown} id={content}>
        <Stack gap="lg">
          <Radio.Group label="Value types" {...form.getInputProps('value_types')}>
            <Stack gap="xs" mt="xs">
              <Radio
                value="native"
                label="Native"
                description="Numbers stay numbers, so Intercom can compare them."
              />
              <Radio
                value="string"
                label="String"
                description="Every property as text, as Amplitude sends them."
              />
            </Stack>
          </Radio.Group>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label="Retry window"
              description="From the first attempt to the last, such as 15m, 4h or 7d"
              {...form.getInputProps('retry.window')}
            />
            <NumberInput
              label="Attempts"
              description="The first one counted, 1 to 100"
              min={1}
              max={100}
              clampBehavior="none"
              allowDecimal={false}
              allowNegative={false}
              {...form.getInputProps('retry.attempts')}
            />
          </SimpleGrid>
        </Stack>
      </Collapse>
    </Panel>
  );
}

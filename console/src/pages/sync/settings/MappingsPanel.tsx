import { Autocomplete, NativeSelect, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowRight } from '@tabler/icons-react';
import { useDestinations } from '../../../api/destinations';
import { useTaxonomy } from '../../../api/taxonomy';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';
import classes from './MappingsPanel.module.css';

const IDENTIFIERS = [
  { value: 'user_id', label: 'User ID' },
  { value: 'email', label: 'Email' },
];

/** Which of Amplitude's user properties names the user to Intercom. */
export function MappingsPanel() {
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const { data: destinations } = useDestinations();
  const { mapping, destination } = form.values;
  const identifiers =
    destinations?.data.find(({ id }) => id === destination)?.identifiers ?? IDENTIFIERS;
  const seen = taxonomy?.user_properties.map(({ name }) => name) ?? [];
  const property = mapping.user_property.trim();
  return (
    <Panel title="Mappings" description="How a user of Amplitude is found in Intercom.">
      <Stack gap="sm">
        <div className={classes.pair}>
          <Autocomplete
            label="Amplitude user property"
            data={[...new Set(['user_id', ...seen])]}
            limit={200}
            {...form.getInputProps('mapping.user_property')}
          />
          <IconArrowRight className={classes.right} size={20} aria-hidden />
          <IconArrowDown className={classes.down} size={20} aria-hidden />
          <NativeSelect
            label="Intercom identifier"
            data={identifiers}
            {...form.getInputProps('mapping.intercom_id')}
          />
        </div>
        {property !== '' && (
          <Text size="sm" c="dimmed">
            {mapping.intercom_id === 'email' ? (
              <>
                Intercom finds the user by e-mail address, which is read from the user property{' '}
                <strong>{property}</strong>.
              </>
            ) : (
              <>
                Intercom finds the user whose User ID is the value of the user property{' '}
                <strong>{property}</strong>.
              </>
            )}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

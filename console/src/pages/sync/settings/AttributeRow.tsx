import { ActionIcon, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { IconArrowRight, IconX } from '@tabler/icons-react';
import { useDraft } from '../draft/context';
import { type AttributeDraft, bareName } from '../draft/draft';
import { isStandard, STANDARD } from './attributes';
import classes from './Rows.module.css';

const CUSTOM = '';

/** A user property, and what it becomes at the contact. */
export function AttributeRow({ entry, place }: { entry: AttributeDraft; place: number }) {
  const { form } = useDraft();
  const path = `send_users.user_properties.${place}`;
  const { property, attribute } = entry;
  const unknown = attribute !== null && !isStandard(attribute);
  const error = form.errors[path];
  return (
    <li className={classes.row} data-path={path} tabIndex={-1}>
      <div className={classes.entry}>
        <IconArrowRight size={16} aria-hidden color="var(--mantine-color-dimmed)" />
        <Text size="sm" fw={500} className={classes.name}>
          {property}
        </Text>
        <Group gap={6} className={classes.becomes} align="flex-start">
          <NativeSelect
            size="xs"
            style={{ flex: '1 1 130px' }}
            aria-label={`What ${property} becomes`}
            data={[
              { value: CUSTOM, label: 'Custom attribute' },
              {
                group: 'Standard attribute',
                items: unknown ? [...STANDARD, { value: attribute, label: attribute }] : STANDARD,
              },
            ]}
            value={attribute ?? CUSTOM}
            onChange={({ currentTarget: { value } }) =>
              form.setFieldValue(`${path}.attribute`, value === CUSTOM ? null : value)
            }
            error={form.errors[`${path}.attribute`]}
            data-path={`${path}.attribute`}
          />
          {attribute === null && (
            <TextInput
              size="xs"
              style={{ flex: '1 1 110px' }}
              aria-label={`Custom attribute of ${property}`}
              placeholder={bareName(property)}
              {...form.getInputProps(`${path}.custom_attribute`)}
            />
          )}
        </Group>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove ${property}`}
          onClick={() => form.removeListItem('send_users.user_properties', place)}
        >
          <IconX size={16} />
        </ActionIcon>
        {error && (
          <Text size="xs" c="var(--mantine-color-error)" className={classes.note} role="alert">
            {error}
          </Text>
        )}
      </div>
    </li>
  );
}

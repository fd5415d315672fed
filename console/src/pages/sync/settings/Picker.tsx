import { Button, Combobox, Group, InputBase, Text, useCombobox } from '@mantine/core';
import { IconCheck, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

export type PickerOption = {
  value: string;
  label: string;
  /** What else is known of it, at its right. */
  hint?: string;
  /** The heading that it stands under; those of one group stand together. */
  group: string;
};

type PickerProps = {
  /** What is picked, for the button and for those who hear it. */
  label: string;
  options: PickerOption[];
  /** What a typed text stands for that is no option. */
  free: (text: string) => PickerOption[];
  onPick: (value: string) => void;
  /** Those that are picked: marked, and the list stays open for more. */
  picked?: ReadonlySet<string>;
  /** What is chosen, where one is; the picker then looks like a field. */
  field?: { text: string; error?: string; path: string };
  emptyText?: string;
};

/** More than this nobody scrolls through: typing narrows it. */
const MOST_SHOWN = 200;

/** Picks from what was seen, or what is typed; with the keyboard as well. */
export function Picker(props: PickerProps) {
  const { label, options, free, onPick, picked, field, emptyText } = props;
  const [query, setQuery] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setQuery('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const wanted = query.trim().toLowerCase();
  const found = options.filter(({ label: name }) => name.toLowerCase().includes(wanted));
  const known = options.some(({ label: name }) => name === query.trim());
  const offered = [...found.slice(0, MOST_SHOWN), ...(known ? [] : free(query))];
  const pick = (value: string) => {
    onPick(value);
    if (picked === undefined) combobox.closeDropdown();
    else setQuery('');
  };
  const toggle = () => combobox.toggleDropdown();
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={pick}
      position="bottom-start"
      width={field === undefined ? 320 : 'target'}
      styles={{ dropdown: { minWidth: 260 } }}
      shadow="md"
      // It stays in the page's main part, next to its button for those who tab on.
      withinPortal={false}
    >
      <Combobox.Target targetType="button">
        {field === undefined ? (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={toggle}
          >
            {label}
          </Button>
        ) : (
          <InputBase
            component="button"
            type="button"
            pointer
            size="sm"
            aria-label={field.text === '' ? label : `${label}: ${field.text}`}
            data-path={field.path}
            error={field.error}
            rightSection={<Combobox.Chevron />}
            rightSectionPointerEvents="none"
            onClick={toggle}
            styles={{ input: { overflow: 'hidden', textOverflow: 'ellipsis' } }}
          >
            {field.text === '' ? (
              <Text span c="dimmed" size="sm">
                {label}
              </Text>
            ) : (
              field.text
            )}
          </InputBase>
        )}
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            combobox.updateSelectedOptionIndex();
          }}
          placeholder="Search, or type a name"
          aria-label={`${label}: search`}
        />
        <Combobox.Options mah={280} style={{ overflowY: 'auto' }} aria-label={label}>
          {grouped(offered).map(([group, members]) => (
            <Grouped key={group} name={group}>
              {members.map((option) => (
                <Combobox.Option
                  key={option.value}
                  value={option.value}
                  active={picked?.has(option.value)}
                >
                  <Group gap="xs" wrap="nowrap" justify="space-between">
                    <Group gap={6} wrap="nowrap" miw={0}>
                      {picked?.has(option.value) && <IconCheck size={14} aria-label="Picked" />}
                      <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
                        {option.label}
                      </Text>
                    </Group>
                    {option.hint && (
                      <Text span size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                        {option.hint}
                      </Text>
                    )}
                  </Group>
                </Combobox.Option>
              ))}
            </Grouped>
          ))}
          {offered.length === 0 && (
            <Combobox.Empty>{emptyText ?? 'Nothing was seen yet. Type a name.'}</Combobox.Empty>
          )}
        </Combobox.Options>
        {found.length > MOST_SHOWN && (
          <Combobox.Footer>
            <Text size="xs" c="dimmed">
              {found.length - MOST_SHOWN} more; type to find them.
            </Text>
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Grouped({ name, children }: { name: string; children: ReactNode }) {
  if (name === '') return <>{children}</>;
  return <Combobox.Group label={name}>{children}</Combobox.Group>;
}

function grouped(options: readonly PickerOption[]): [string, PickerOption[]][] {
  const groups = new Map<string, PickerOption[]>();
  for (const option of options) {
    groups.set(option.group, [...(groups.get(option.group) ?? []), option]);
  }
  return [...groups];
}

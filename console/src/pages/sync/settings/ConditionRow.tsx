import { ActionIcon, Select, TagsInput, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTaxonomy } from '../../../api/taxonomy';
import { useDraft } from '../draft/context';
import { type ConditionDraft, type Operator, takesValues } from '../draft/draft';
import classes from './ConditionRow.module.css';
import { EXPLAINED, operatorChoices, operatorName } from './operators';
import { Picker } from './Picker';
import { conditionOptions, exampleValues, freeReferences, refName, seenOf } from './properties';

type ConditionRowProps = {
  path: string;
  condition: ConditionDraft;
  eventTypes: readonly string[] | 'all';
  /** What joins it to the line above. */
  word: string;
  name: string;
  onRemove: () => void;
};

const NONE = '(none)';

/** One condition: a property, how it is compared, and with what. */
export function ConditionRow(props: ConditionRowProps) {
  const { path, condition, eventTypes, word, name, onRemove } = props;
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const { property, operator, values } = condition;
  const seen = seenOf(property, taxonomy, eventTypes);
  const equality = operator === 'is' || operator === 'is_not';
  const offered = equality ? [...exampleValues(seen.examples), NONE] : exampleValues(seen.examples);
  const at = (field: string) => `${path}.${field}`;
  const error = (field: string) => {
    const found = form.errors[at(field)];
    return typeof found === 'string' ? found : undefined;
  };
  return (
    <fieldset className={classes.row} aria-label={name}>
      <Text size="sm" c="dimmed" className={classes.word}>
        {word}
      </Text>
      <div className={classes.property}>
        <Picker
          label="Property"
          options={conditionOptions(taxonomy, eventTypes)}
          free={freeReferences}
          onPick={(reference) => form.setFieldValue(at('property'), reference)}
          field={{ text: refName(property), error: error('property'), path: at('property') }}
        />
      </div>
      <Select
        className={classes.operator}
        aria-label="Operator"
        data={operatorChoices(seen.types)}
        value={operator}
        allowDeselect={false}
        comboboxProps={{ width: 280, position: 'bottom-start' }}
        renderOption={({ option }) => <OperatorOption operator={option.value as Operator} />}
        onChange={(next) => next !== null && form.setFieldValue(at('operator'), next)}
        error={error('operator')}
        data-path={at('operator')}
      />
      {takesValues(operator) ? (
        <TagsInput
          className={classes.values}
          aria-label="Values, any of them"
          placeholder={values.length === 0 ? 'Value; Enter adds one more' : 'or'}
          data={offered}
          value={values}
          splitChars={[]}
          isDuplicate={(value, present) => present.includes(value)}
          renderOption={({ option }) =>
            option.value === NONE ? `${NONE}: there is no value` : option.value
          }
          onChange={(next) => form.setFieldValue(at('values'), next)}
          error={error('values')}
          data-path={at('values')}
        />
      ) : (
        <Text size="sm" c="dimmed" className={classes.values}>
          {EXPLAINED[operator]}
        </Text>
      )}
      <ActionIcon
        className={classes.remove}
        variant="subtle"
        color="gray"
        size={36}
        aria-label={`Remove ${name.charAt(0).toLowerCase()}${name.slice(1)}`}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </fieldset>
  );
}

function OperatorOption({ operator }: { operator: Operator }) {
  const explained = EXPLAINED[operator];
  return (
    <div>
      {operatorName(operator)}
      {explained && (
        <Text size="xs" c="dimmed">
          {explained}
        </Text>
      )}
    </div>
  );
}

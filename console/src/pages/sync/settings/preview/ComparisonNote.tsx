import { Alert, List, Text } from '@mantine/core';
import type { Preview } from '../../../../api/previews';
import { count } from '../../../../format/numbers';
import { plural } from '../../../../format/words';
import { compare, type RequestChange, type ValueChange } from './compare';
import { inSentence } from './reasons';
import { shortValue } from './values';

/** How many values of a body are told one by one. */
const MOST_VALUES = 6;

/** Whether the changes make a difference to the event, and which. */
export function ComparisonNote({ saved, draft }: { saved: Preview; draft: Preview }) {
  const comparison = compare(saved, draft);
  if (comparison.differs === 'nothing') {
    return (
      <Text size="sm" c="dimmed" mt="sm">
        Your changes make no difference to this event.
      </Text>
    );
  }
  if (comparison.differs === 'verdict') {
    return (
      <Alert color="blue" title="Your changes decide what becomes of it" p="sm" mt="sm">
        <Text size="sm">
          As saved it {inSentence(saved)}; with your changes it {inSentence(draft)}.
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="blue" title="Your changes alter what is sent" p="sm" mt="sm">
      <List size="sm" spacing={2} styles={{ item: { overflowWrap: 'anywhere' } }}>
        {comparison.changes.flatMap((change) => linesOf(change))}
      </List>
    </Alert>
  );
}

function linesOf(change: RequestChange) {
  const { line } = change;
  if (change.kind !== 'changed') {
    return [
      <List.Item key={line}>
        <span className="mono">{line}</span> {change.kind === 'added' ? 'is added' : 'is left out'}
      </List.Item>,
    ];
  }
  if (change.values.length === 0) {
    return [<List.Item key={line}>The keys are in another order.</List.Item>];
  }
  const more = change.values.length - MOST_VALUES;
  return [
    ...change.values
      .slice(0, MOST_VALUES)
      .map((value) => <Value key={`${line} ${value.at}`} change={value} />),
    ...(more > 0
      ? [
          <List.Item key={`${line} more`}>
            and {count(more)} more {plural(more, 'value')}
          </List.Item>,
        ]
      : []),
  ];
}

function Value({ change: { at, before, after } }: { change: ValueChange }) {
  const key = <span className="mono">{at}</span>;
  if (before === undefined) {
    return (
      <List.Item>
        {key} is added: <span className="mono">{shortValue(after)}</span>
      </List.Item>
    );
  }
  if (after === undefined) return <List.Item>{key} is left out</List.Item>;
  return (
    <List.Item>
      {key}: <span className="mono">{shortValue(before)}</span> becomes{' '}
      <span className="mono">{shortValue(after)}</span>
    </List.Item>
  );
}

import { Alert, Anchor, List, Text } from '@mantine/core';
import { ApiError } from '../../../../api/errors';
import { ErrorState } from '../../../../components/ErrorState';
import { useDraft } from '../../draft/context';
import type { PlacedFault } from '../../draft/faults';
import { placeName } from '../../draft/fields';
import { focusField } from '../../draft/focusField';
import { faultInForm, unfinished } from './places';

/** Why there is no answer: what is wrong with the draft, or with the way to the server. */
export function Hindrance({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { form } = useDraft();
  if (!(error instanceof ApiError) || error.status !== 422 || error.faults.length === 0) {
    return <ErrorState error={error} onRetry={onRetry} />;
  }
  return (
    <Alert color="yellow" title="Not possible with this form yet" p="sm">
      <Places found={error.faults.map((fault) => faultInForm(fault, form.values))} />
    </Alert>
  );
}

/** The conditions that are not finished: the preview is without them. */
export function Unfinished() {
  const { form } = useDraft();
  const found = unfinished(form.values);
  if (found.length === 0) return null;
  return (
    <div>
      <Text size="sm" mb={4}>
        Not finished, so left out of this preview:
      </Text>
      <Places found={found} />
    </div>
  );
}

function Places({ found }: { found: readonly PlacedFault[] }) {
  const { form } = useDraft();
  return (
    <List size="sm" spacing={2} styles={{ item: { overflowWrap: 'anywhere' } }}>
      {found.map(({ field, path, message }) => (
        <List.Item key={`${field} ${message}`}>
          {path === null ? (
            field && <strong>{field}: </strong>
          ) : (
            <>
              <Anchor
                component="button"
                type="button"
                size="sm"
                ta="left"
                underline="always"
                onClick={() => focusField(path)}
              >
                {placeName(path, form.values)}
              </Anchor>
              {': '}
            </>
          )}
          {message}
        </List.Item>
      ))}
    </List>
  );
}

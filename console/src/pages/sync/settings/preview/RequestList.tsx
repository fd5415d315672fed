import { Code, Stack, Text } from '@mantine/core';
import type { PreviewRequest } from '../../../../api/previews';
import { JsonBlock } from '../../../../components/CodeBlock';
import { bytes, count } from '../../../../format/numbers';
import { plural } from '../../../../format/words';
import { PROMISED_KEYS } from '../metadata';
import { type BodyFacts, bodyFacts, doubtfulKeys, purposeOf } from './body';
import { Section } from './Section';

type RequestListProps = {
  requests: readonly PreviewRequest[];
  /** The sync's limit of metadata keys. */
  limit: number;
};

/** The very requests that Intercom would get, in their order. */
export function RequestList({ requests, limit }: RequestListProps) {
  if (requests.length === 0) return null;
  return (
    <Section title={plural(requests.length, 'Request', 'Requests')}>
      <Stack gap="md">
        {[...requests.entries()].map(([place, request]) => (
          <Request key={place} request={request} limit={limit} />
        ))}
      </Stack>
    </Section>
  );
}

function Request({ request, limit }: { request: PreviewRequest; limit: number }) {
  const facts = bodyFacts(request);
  const line = `${request.method} ${request.path}`;
  const words = [purposeOf(request), ...figuresOf(facts, limit)].filter((word) => word !== null);
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={500} className="mono" style={{ overflowWrap: 'anywhere' }}>
        {line}
      </Text>
      <Text size="xs" c="dimmed" mb={6} className="numbers">
        {words.join(' · ')}
      </Text>
      {request.body !== null && <JsonBlock value={request.body} what={`the body of ${line}`} />}
      <Doubtful keys={doubtfulKeys(facts.metadata ?? [])} />
    </div>
  );
}

function figuresOf({ bytes: size, metadata, attributes }: BodyFacts, limit: number): string[] {
  const figures = size === 0 ? ['no body'] : [bytes(size)];
  if (metadata !== null) {
    figures.push(`${count(metadata.length)} of ${count(limit)} metadata keys`);
  }
  if (attributes > 0) {
    figures.push(`${count(attributes)} custom ${plural(attributes, 'attribute')}`);
  }
  return figures;
}

function Doubtful({ keys }: { keys: readonly string[] }) {
  if (keys.length === 0) return null;
  return (
    <Text size="xs" mt={6}>
      Intercom’s API reference keeps the first {PROMISED_KEYS} keys alone. It may ignore{' '}
      {[...keys.entries()].map(([place, key]) => (
        <span key={key}>
          {place > 0 && ', '}
          <Code style={{ overflowWrap: 'anywhere' }}>{key}</Code>
        </span>
      ))}
      .
    </Text>
  );
}

import { Badge, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Schemas } from '../api/client';
import { duration } from '../format/numbers';
import { JsonBlock } from './CodeBlock';
import { CopyButton } from './CopyButton';
import { Time } from './Time';

type ExchangeView = Schemas['ExchangeView'];
type Response = ExchangeView['response'];

/** One request to Intercom and what came back, side by side. */
export function Exchange({ exchange }: { exchange: ExchangeView }) {
  const { request, response } = exchange;
  return (
    <Card withBorder padding="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <Badge color={colorOf(response)}>{wordsOf(response)}</Badge>
            <Text size="sm" className="mono" style={{ overflowWrap: 'anywhere' }}>
              {request.method} {request.url}
            </Text>
          </Group>
          <CopyButton text={exchange.curl} what="the request as curl" label="Copy as curl" />
        </Group>
        <Text size="xs" c="dimmed" component="div">
          Attempt {exchange.attempt} · <Time at={exchange.started_at} /> ·{' '}
          {duration(exchange.duration_ms)}
          <RequestId response={response} />
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <Body title="Request" body={request.body} none="No body" />
          <Body title="Answer" {...answerOf(response)} />
        </SimpleGrid>
      </Stack>
    </Card>
  );
}

function Body({ title, body, none }: { title: string; body: unknown; none: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <Text size="sm" fw={500} mb={4}>
        {title}
      </Text>
      {body === undefined || body === null || body === '' ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <JsonBlock value={body} what={title.toLowerCase()} />
      )}
    </div>
  );
}

/** Intercom's own id of the exchange: what its support asks for. */
function RequestId({ response }: { response: Response }) {
  if (response.result !== 'answered' || !response.request_id) return null;
  return (
    <>
      {' · Intercom request id '}
      <span className="mono">{response.request_id}</span>{' '}
      <CopyButton text={response.request_id} what="Intercom’s request id" />
    </>
  );
}

function answerOf(response: Response): { body: unknown; none: string } {
  if (response.result === 'answered') return { body: response.body, none: 'No body' };
  return { body: undefined, none: response.message };
}

/** The answer in a few words: `404 not_found`, `Timed out`. */
export function wordsOf(response: Response): string {
  if (response.result === 'failed') {
    return response.reason === 'timeout' ? 'Timed out' : 'No connection';
  }
  const code = codeOf(response.body);
  return code === null ? String(response.status) : `${response.status} ${code}`;
}

/** The code of Intercom's first error (`{"type": "error.list", "errors": [{"code"}]}`). */
function codeOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('errors' in body)) return null;
  const first: unknown = Array.isArray(body.errors) ? body.errors[0] : null;
  if (typeof first !== 'object' || first === null || !('code' in first)) return null;
  return typeof first.code === 'string' ? first.code : null;
}

function colorOf(response: Response): string {
  if (response.result === 'failed') return 'orange';
  if (response.status < 300) return 'green';
  if (response.status === 429) return 'yellow';
  return response.status < 500 ? 'red' : 'orange';
}

import { Badge, Stack, Text } from '@mantine/core';
import type { Preview } from '../../../../api/previews';
import { Meaning } from '../../../../components/delivery/Meaning';
import { count } from '../../../../format/numbers';
import { plural } from '../../../../format/words';
import { sentence } from '../../draft/faults';
import { Marked } from './Marked';
import { discardedFor, headline, readReasons } from './reasons';

const COLORS = { send: 'tide', skip: 'gray', discard: 'red' };

/** What would become of the event, and why. */
export function VerdictView({ preview }: { preview: Preview }) {
  const category = discardedFor(preview);
  return (
    <Stack gap={6} align="flex-start">
      <Badge size="lg" color={COLORS[preview.verdict]} maw="100%">
        {headline(preview)}
      </Badge>
      {preview.verdict === 'send' && (
        <Text size="sm">
          {count(preview.requests.length)} {plural(preview.requests.length, 'request')} to Intercom
          when all goes well.
        </Text>
      )}
      <Reasons preview={preview} />
      {category !== null && <Meaning status="discarded" category={category} />}
    </Stack>
  );
}

const KNOWN_BY_NOW =
  'What it changed is known since it came in; if it came again, nothing would change.';

function Reasons({ preview }: { preview: Preview }) {
  const failed = preview.conditions.filter(({ held }) => !held).length;
  return readReasons(preview.reason).map(({ name, text }) => (
    <Text key={name + text} size="sm">
      {preview.verdict === 'send' && 'But only a part: '}
      {name === 'filtered' && failed > 0 ? (
        `${count(failed)} ${plural(failed, 'condition does', 'conditions do')} not hold.`
      ) : (
        <Marked text={sentence(text)} />
      )}
      {name === 'no_change' && ` ${KNOWN_BY_NOW}`}
    </Text>
  ));
}

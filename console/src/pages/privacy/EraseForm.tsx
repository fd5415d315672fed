import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { DeletionWanted } from '../../api/deletions';
import { Panel } from '../../components/Panel';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { EraseDialog } from './EraseDialog';
import { MOST_USERS, readIds, writeId } from './userIds';

/** Who is to be erased; a user's page leads here with the id filled in (`?erase=ann`). */
export function EraseForm() {
  const [search] = useSearchParams();
  const asked = search.get('erase');
  // Somebody else's page fills it in afresh.
  return <Form key={asked} first={asked === null ? '' : writeId(asked)} />;
}

function Form({ first }: { first: string }) {
  const [, setSearch] = useSearchParams();
  const [text, setText] = useState(first);
  const [inIntercom, setInIntercom] = useState(false);
  const [requester, setRequester] = useState('');
  const [wanted, setWanted] = useState<DeletionWanted | null>(null);
  const ids = readIds(text);
  const many = ids.length > MOST_USERS;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ids.length === 0 || many) return;
    const by = requester.trim();
    setWanted({
      user_ids: ids,
      delete_in_intercom: inIntercom,
      ...(by === '' ? {} : { requester: by }),
    });
  };
  const done = () => {
    setWanted(null);
    setText('');
    setRequester('');
    setSearch(
      (params) => {
        params.delete('erase');
        return params;
      },
      { replace: true },
    );
  };
  return (
    <Panel
      title="Erase users"
      description="Their profiles, devices, events and deliveries are erased from this server, and what comes of them later is turned away."
    >
      <form onSubmit={submit}>
        <Stack gap="md" maw={640}>
          <Textarea
            label="User IDs"
            description={`One a line, or with commas between them; at most ${MOST_USERS}. IDs are exact: capitals count.`}
            autosize
            minRows={3}
            maxRows={12}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: 'mono' }}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={
              many ? `These are ${count(ids.length)} users: ${MOST_USERS} at most.` : undefined
            }
          />
          <Checkbox
            label="Delete the contact in Intercom too"
            description="In the workspace of every sync. Intercom can’t bring it back."
            styles={{ description: { color: 'var(--mantine-color-dimmed)' } }}
            checked={inIntercom}
            onChange={(event) => setInIntercom(event.currentTarget.checked)}
          />
          <TextInput
            label="Requested by"
            description="Who asked for it, or the number of the ticket. It stands on the receipt."
            autoComplete="off"
            value={requester}
            onChange={(event) => setRequester(event.currentTarget.value)}
          />
          <Group gap="sm">
            <Button type="submit" color="red" disabled={ids.length === 0 || many}>
              Erase…
            </Button>
            <Text size="sm" c="dimmed" role="status" className="numbers">
              {ids.length > 0 && !many && `${count(ids.length)} ${plural(ids.length, 'user')}`}
            </Text>
          </Group>
        </Stack>
      </form>
      <EraseDialog wanted={wanted} onDone={done} onClose={() => setWanted(null)} />
    </Panel>
  );
}

import { Button, Skeleton, Stack } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePeople } from '../../api/people';
import { Panel } from '../../components/Panel';
import { QueryState } from '../../components/QueryState';
import { AddPerson } from './AddPerson';
import { PeopleTable, type PersonAction } from './PeopleTable';
import { PersonDialog } from './PersonDialog';

/** Who may sign in to the console, and what is done with them. */
export function PeoplePanel() {
  const people = usePeople();
  const [adding, setAdding] = useState(false);
  const [action, setAction] = useState<PersonAction | null>(null);
  return (
    <Panel
      title="People"
      description="Everybody signs in with a name and a password of their own. What they change is in the audit log under their name."
      aside={
        <Button
          size="xs"
          leftSection={<IconUserPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          Add a person
        </Button>
      }
    >
      <QueryState query={people} loading={<Loading />}>
        {(list) => <PeopleTable people={list} onAction={setAction} />}
      </QueryState>
      <AddPerson opened={adding} onClose={() => setAdding(false)} />
      <PersonDialog action={action} onClose={() => setAction(null)} />
    </Panel>
  );
}

function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading the people">
      {['first', 'second', 'third'].map((line) => (
        <Skeleton key={line} height={36} />
      ))}
    </Stack>
  );
}

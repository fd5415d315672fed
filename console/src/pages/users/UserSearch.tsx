import { Button, Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { searchPath, userPath } from '../../api/users';

/** Opens the page of a user whose id one knows; coming back finds the id as it was written. */
export function UserSearch() {
  const [search] = useSearchParams();
  const [userId, setUserId] = useState(search.get('user_id') ?? '');
  const navigate = useNavigate();
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (userId === '') return;
    await navigate(searchPath(userId), { replace: true });
    await navigate(userPath(userId));
  };
  return (
    <form onSubmit={(event) => void open(event)}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="User ID"
          description="Exactly as your code sends it; capitals count."
          value={userId}
          onChange={({ currentTarget }) => setUserId(currentTarget.value)}
          leftSection={<IconSearch size={16} aria-hidden />}
          style={{ flex: '1 1 240px' }}
          maw={480}
        />
        <Button type="submit" disabled={userId === ''}>
          Open
        </Button>
      </Group>
    </form>
  );
}

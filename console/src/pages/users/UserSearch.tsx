import { Button, Group, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { userPath } from '../../api/users';

/** Opens the page of a user whose id one knows. */
export function UserSearch() {
  const [userId, setUserId] = useState('');
  const navigate = useNavigate();
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (userId !== '') void navigate(userPath(userId));
  };
  return (
    <form onSubmit={open}>
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

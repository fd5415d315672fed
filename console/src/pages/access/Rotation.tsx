import { List, Text, Title } from '@mantine/core';

/** How a key is replaced while everything goes on. */
export function Rotation() {
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        Replace a key without downtime
      </Title>
      <Text size="sm" c="dimmed" mb={4}>
        Several keys of a kind work side by side.
      </Text>
      <List type="ordered" size="sm" c="dimmed" spacing={2}>
        <List.Item>Create another key of the same kind.</List.Item>
        <List.Item>Put it in the place of the old one, wherever that is used.</List.Item>
        <List.Item>Wait until “Last used” of the old one stands still, then revoke it.</List.Item>
      </List>
    </div>
  );
}

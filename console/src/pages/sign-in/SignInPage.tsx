import { Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Wave } from '../../components/Wave';
import { SignInForm } from './SignInForm';

export function SignInPage() {
  useDocumentTitle('Sign in · Intertide');
  return (
    <Center mih="100vh" p="md" component="main">
      <Card withBorder w="100%" maw={400} p="xl">
        <Stack gap="lg">
          <Group gap="sm">
            <Wave size={36} />
            <div>
              <Title order={1} size="h3">
                Intertide
              </Title>
              <Text c="dimmed" size="sm">
                Product events to Intercom
              </Text>
            </div>
          </Group>
          <SignInForm />
        </Stack>
      </Card>
    </Center>
  );
}

import { Button, Group, Input, PasswordInput, Text } from '@mantine/core';
import { useState } from 'react';
import { useDraft } from '../draft/context';

const PATH = 'credentials.access_token';

/** The access token: what is known of the stored one, and a way to replace it. */
export function TokenField() {
  const { form } = useDraft();
  const { stored, replacement } = form.values.credentials.access_token;
  const [asked, setAsked] = useState(false);
  const error = form.errors[PATH];
  const set = (text: string | null) => {
    form.setFieldValue(`${PATH}.replacement`, text);
    form.clearFieldError(PATH);
  };
  if (stored.set && replacement === null) {
    return (
      <Input.Wrapper label="Access token" labelElement="div" error={error}>
        <Group gap="sm" mt={4}>
          <Text size="sm">
            {stored.hint ? (
              <>
                Stored, ends in <span className="mono">{stored.hint.replace(/^…/, '')}</span>
              </>
            ) : (
              'Stored'
            )}
          </Text>
          <Button
            variant="default"
            size="xs"
            data-path={PATH}
            onClick={() => {
              setAsked(true);
              set('');
            }}
          >
            Replace
          </Button>
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <PasswordInput
        style={{ flex: 1, minWidth: 0 }}
        label={stored.set ? 'New access token' : 'Access token'}
        description="From Intercom’s Developer Hub: your app, Configure, Authentication. It is stored encrypted and never shown again."
        autoComplete="off"
        autoFocus={asked}
        value={replacement ?? ''}
        onChange={(event) => set(event.currentTarget.value)}
        error={error}
        data-path={PATH}
      />
      {stored.set && (
        <Button
          variant="default"
          onClick={() => {
            setAsked(false);
            set(null);
          }}
        >
          Cancel
        </Button>
      )}
    </Group>
  );
}

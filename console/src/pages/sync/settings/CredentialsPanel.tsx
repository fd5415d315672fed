import { Alert, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useDestinations } from '../../../api/destinations';
import { messageOf } from '../../../api/errors';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';
import { ConnectionTest } from './ConnectionTest';
import { endpointChoices } from './endpoints';
import { TokenField } from './TokenField';

const CUSTOM = 'custom';

/** Where the sync sends to, and with which token. */
export function CredentialsPanel() {
  return (
    <Panel title="Credentials" description="The Intercom workspace that the sync sends to.">
      <Stack gap="md">
        <EndpointField />
        <TokenField />
        <ConnectionTest />
      </Stack>
    </Panel>
  );
}

function EndpointField() {
  const { form, saved } = useDraft();
  const destinations = useDestinations();
  const { endpoint } = form.values.credentials;
  const intercom = destinations.data?.data.find(({ id }) => id === form.values.destination);
  const regions = endpointChoices(intercom);
  const isCustom = !regions.some(({ value }) => value === endpoint);
  const offersCustom = isCustom || (intercom?.custom_endpoint ?? false);
  const path = 'credentials.endpoint';
  const choose = (choice: string) => {
    const url = regions.some(({ value }) => value === saved.credentials.endpoint)
      ? ''
      : saved.credentials.endpoint;
    form.setFieldValue(path, choice === CUSTOM ? url : choice);
  };
  return (
    <>
      <NativeSelect
        label="Endpoint"
        description="The region that hosts the workspace"
        data={[...regions, ...(offersCustom ? [{ value: CUSTOM, label: 'Custom URL…' }] : [])]}
        value={isCustom ? CUSTOM : endpoint}
        onChange={(event) => choose(event.currentTarget.value)}
        {...(isCustom ? {} : { error: form.errors[path], 'data-path': path })}
      />
      {isCustom && (
        <TextInput
          type="url"
          label="URL"
          description="Paths such as /events are appended to it"
          placeholder="https://intercom-proxy.example.com"
          {...form.getInputProps(path)}
        />
      )}
      {destinations.isError && destinations.data === undefined && (
        <Alert color="orange" title="The regions could not be loaded">
          {messageOf(destinations.error)}
        </Alert>
      )}
    </>
  );
}

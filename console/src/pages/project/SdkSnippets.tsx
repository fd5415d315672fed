import { Select, Stack, Tabs } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { CodeBlock } from '../../components/CodeBlock';
import { snippets } from './snippets';

/** How to send events to this server, by SDK; which one is in the address (`?sdk=node`). */
export function SdkSnippets({ apiKey }: { apiKey: string }) {
  const [search, setSearch] = useSearchParams();
  const all = snippets(window.location.origin, apiKey);
  const chosen = all.find((snippet) => snippet.id === search.get('sdk')) ?? all[0];
  if (chosen === undefined) return null;
  const choose = (id: string | null) =>
    setSearch(
      (params) => {
        if (id !== null) params.set('sdk', id);
        return params;
      },
      { replace: true },
    );
  return (
    <Stack gap="sm">
      <Select
        hiddenFrom="sm"
        label="SDK"
        allowDeselect={false}
        data={all.map(({ id, label }) => ({ value: id, label }))}
        value={chosen.id}
        onChange={choose}
      />
      <Tabs value={chosen.id} onChange={choose} keepMounted={false}>
        <Tabs.List visibleFrom="sm" mb="sm">
          {all.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {all.map(({ id, label, code }) => (
          <Tabs.Panel key={id} value={id}>
            <CodeBlock code={code} what={`the snippet for ${label}`} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}

import { expect, it } from 'vitest';
import { SOURCES } from '../catalog/sources';
import { snippets } from './snippets';

it('every source has a snippet with this server and this key', () => {
  const made = snippets('https://intertide.example.com', 'k-123');
  expect(made.map((snippet) => snippet.id)).toEqual(SOURCES.map((source) => source.id));
  for (const { code } of made) {
    expect(code).toContain('https://intertide.example.com/2/httpapi');
    expect(code).toContain('k-123');
  }
});

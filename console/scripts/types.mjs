// Writes the API's types (src/api/schema.d.ts) from its description (openapi.json);
// with --check says whether they are what the description gives, and writes nothing.
import { readFile, writeFile } from 'node:fs/promises';
import openapi, { astToString } from 'openapi-typescript';

const description = new URL('../openapi.json', import.meta.url);
const types = new URL('../src/api/schema.d.ts', import.meta.url);

const generated = astToString(
  // What has a default may be left out of what is sent.
  await openapi(description, { defaultNonNullable: false }),
);
if (process.argv.includes('--check')) {
  if ((await readFile(types, 'utf8')) !== generated) {
    process.stderr.write('src/api/schema.d.ts is not what openapi.json gives: npm run types\n');
    process.exitCode = 1;
  }
} else {
  await writeFile(types, generated);
}

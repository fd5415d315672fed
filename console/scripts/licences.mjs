// What the console consists of may be given to others: each package that is built into it comes
// from the registry, under a licence that allows it. Read from the lock file, which says both.

import { readFileSync } from 'node:fs';

const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT'];
const REGISTRY = 'https://registry.npmjs.org/';

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const shipped = Object.entries(lock.packages).filter(([path, entry]) => path && !entry.dev);

/** `MIT`, `(MIT OR GPL-2.0)`, `MIT AND ISC`: of alternatives one has to be allowed. */
function isAllowed(licence) {
  if (typeof licence !== 'string' || licence === '') {
    return false;
  }
  const alternatives = licence.replace(/[()]/g, '').split(' OR ');
  return alternatives.some((all) => all.split(' AND ').every((one) => ALLOWED.includes(one)));
}

/** Where the lock file names no place, it is the registry, whichever mirror of it is set up. */
function isOfRegistry({ resolved, link }) {
  return !link && (resolved === undefined || resolved.startsWith(REGISTRY));
}

const faults = shipped.flatMap(([path, entry]) => {
  const name = path.split('node_modules/').at(-1);
  return [
    ...(isAllowed(entry.license) ? [] : [`${name}: the licence ${entry.license} is not allowed`]),
    ...(isOfRegistry(entry) ? [] : [`${name}: ${entry.resolved} is not the registry`]),
  ];
});

if (shipped.length === 0) {
  faults.push('package-lock.json names nothing that is shipped');
}
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = 1;
}

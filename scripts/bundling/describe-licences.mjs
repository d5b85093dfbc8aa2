import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a package below the innermost `node_modules` of a path. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/**
 * Name, version and licence text of every library among these files: whoever passes on the files passes these on.
 *
 * @param files paths from the folder `from`
 */
export function describeLicences(files, from) {
  const folders = new Set(files.flatMap((file) => file.match(PACKAGE) ?? []));
  const texts = [...folders].map((folder) => describePackage(join(from, folder)));
  return `${[...new Set(texts)].sort().join('\n\n----\n\n')}\n`;
}

function describePackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const named = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file));
  const texts = named.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

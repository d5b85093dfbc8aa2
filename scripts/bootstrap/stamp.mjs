import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJson, root } from './workspace.mjs';

// Inside node_modules, so that deleting node_modules forgets what was done to it.
const FOLDER = join(root, 'node_modules', '.shoal');

/** What an earlier run noted under this name, or undefined. */
export function readStamp(name) {
  const path = join(FOLDER, `${name}.json`);
  try {
    return existsSync(path) ? readJson(path) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // cut short while it was written: as good as absent
    throw error;
  }
}

export function writeStamp(name, value) {
  const path = join(FOLDER, `${name}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** A hash of the contents of these files, given from the root. */
export function hashContents(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const path of paths) hash.update(`\n${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/** A hash of name, size and time of change of these files and of all files in these folders. */
export function hashTimes(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hashTime(path, hash);
  return hash.digest('hex');
}

function hashTime(path, hash) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) hashTime(`${path}/${name}`, hash);
  } else if (stat !== undefined && !/\.test\.\w+$/.test(path)) {
    hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  }
}

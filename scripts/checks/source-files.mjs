import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../bootstrap/workspace.mjs';

const SOURCE = /\.(ts|tsx|mjs|cjs|js)$/;
const NOT_OURS = new Set(['node_modules', 'dist', 'bundle', 'coverage', '.git', '.turbo']);

/** The folder given by `--root`, else the repository's: a check can be tried on another tree. */
export function rootFrom(args) {
  const at = args.indexOf('--root');
  return at === -1 ? root : resolve(args[at + 1] ?? '.');
}

/** All files below `folder` that we wrote, as paths from `from` with forward slashes, sorted. */
export function ownFiles(from, folder = '') {
  return readdirSync(join(from, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return ownFiles(from, path);
      return entry.isFile() ? [path] : [];
    });
}

/** Those of them that are code. */
export function sourceFiles(from, folder) {
  return ownFiles(from, folder).filter((path) => SOURCE.test(path));
}

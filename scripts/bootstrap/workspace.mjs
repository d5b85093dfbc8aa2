import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const GROUPS = ['packages', 'apps'];

/**
 * Every package of the workspace: its folder under `packages/` or `apps/`, and its package.json.
 *
 * @returns {{ name: string, folder: string, group: string, directory: string, manifest: object }[]}
 *   `name` is the package's name (`@shoal/core`), `folder` the last part of its path (`core`),
 *   `directory` its path from the root (`packages/core`)
 */
export function readWorkspace(from = root) {
  return GROUPS.flatMap((group) =>
    foldersIn(join(from, group))
      .filter((folder) => existsSync(join(from, group, folder, 'package.json')))
      .map((folder) => {
        const directory = `${group}/${folder}`;
        const manifest = readJson(join(from, directory, 'package.json'));
        return { name: manifest.name, folder, group, directory, manifest };
      }),
  );
}

/** The named package and all it needs at run time, over any number of steps. */
export function withDependencies(name, workspace) {
  const byName = new Map(workspace.map((member) => [member.name, member]));
  const found = new Set();
  const visit = (member) => {
    if (member === undefined || found.has(member)) return;
    found.add(member);
    for (const dependency of Object.keys(member.manifest.dependencies ?? {})) visit(byName.get(dependency));
  };
  visit(byName.get(name));
  return [...found];
}

/** The packages a command works with: the server and what it needs, or all. */
export function packagesOf(scope, workspace = readWorkspace()) {
  return scope === 'server' ? withDependencies('@shoal/server', workspace) : workspace;
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function foldersIn(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

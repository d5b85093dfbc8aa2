import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../bootstrap/workspace.mjs';
import { refuseArrow, TEST_ONLY } from './arrows.mjs';
import { refuseLibrary } from './libraries.mjs';

/** Holds what each package.json declares against the arrows, the library rooms and the compiler's references. */
export function judgeManifests(from, workspace) {
  const rootManifest = readJson(join(from, 'package.json'));
  const byName = new Map(workspace.map((member) => [member.name, member]));
  return workspace.flatMap((member) => [
    ...judgeDependencies(member, byName),
    ...judgeReferences(from, member, byName),
    ...judgeBuildTypes(member, rootManifest),
  ]);
}

function judgeDependencies(member, byName) {
  const { dependencies = {}, devDependencies = {} } = member.manifest;
  const shipped = Object.keys(dependencies).map((name) => [name, refuseShipped(name, member, byName)]);
  const development = Object.keys(devDependencies).map((name) => [name, refuse(name, member, byName)]);
  return [...shipped, ...development]
    .filter(([, reason]) => reason !== undefined)
    .map(([name, reason]) => violation(member, name, reason));
}

function refuseShipped(name, member, byName) {
  if (byName.get(name)?.folder === TEST_ONLY) return 'it is never shipped: declare it in devDependencies';
  return refuse(name, member, byName);
}

function refuse(name, member, byName) {
  const target = byName.get(name);
  if (target !== undefined) return refuseArrow(member, target);
  if (name.startsWith('@shoal/')) return 'there is no such package in the workspace';
  return refuseLibrary(name, member.folder);
}

/** `tsc -b` builds what is referenced, so a dependency without a reference breaks the build of a fresh clone. */
function judgeReferences(from, member, byName) {
  const path = join(from, member.directory, 'tsconfig.json');
  if (!existsSync(path)) return [];
  const referenced = (readJson(path).references ?? []).map((reference) => reference.path.split('/').at(-1));
  return Object.keys(member.manifest.dependencies ?? {})
    .filter((name) => byName.has(name) && !referenced.includes(byName.get(name).folder))
    .map((name) => ({
      file: `${member.directory}/tsconfig.json`,
      subject: name,
      reason: 'package.json depends on it: add it to "references"',
    }));
}

/** `npm start` installs no devDependencies: the compiler and the types it reads are the root's dependencies. */
function judgeBuildTypes(member, rootManifest) {
  if (member.folder === TEST_ONLY) return [];
  return Object.keys(member.manifest.devDependencies ?? {})
    .filter((name) => name.startsWith('@types/') && rootManifest.dependencies?.[name] === undefined)
    .map((name) =>
      violation(member, name, 'npm start builds without it: name it in the root dependencies too'),
    );
}

function violation(member, subject, reason) {
  return { file: `${member.directory}/package.json`, subject, reason };
}

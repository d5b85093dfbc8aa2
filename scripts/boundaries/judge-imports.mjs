import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path/posix';
import { refuseArrow, TEST_ONLY } from './arrows.mjs';
import { refuseLibrary } from './libraries.mjs';

/**
 * Says why a file may not import something, or undefined when it may.
 *
 * @param {{ path: string, member: object }} file its path from the root and the package it belongs to
 * @param {string} specifier as written in the import
 * @param {{ byName: Map<string, object>, rootManifest: object }} workspace
 */
export function refuseImport(file, specifier, workspace) {
  if (specifier.startsWith('.')) return refuseRelative(file, specifier);
  if (isBuiltin(specifier)) return undefined;
  const name = packageName(specifier);
  const target = workspace.byName.get(name);
  if (target === file.member) return 'a package reaches its own files by relative imports';
  if (target !== undefined) return refuseOurs(file, specifier, target);
  if (name.startsWith('@shoal/')) return 'there is no such package in the workspace';
  return refuseLibrary(name, file.member.folder) ?? refuseUndeclared(file, name, workspace.rootManifest);
}

function refuseRelative({ path, member }, specifier) {
  const target = join(dirname(path), specifier);
  if (!relative(member.directory, target).startsWith('..')) return undefined;
  return `it leaves ${member.directory}: import the package by its name`;
}

function refuseOurs(file, specifier, target) {
  const door = `.${specifier.slice(target.name.length)}`;
  return (
    refuseArrow(file.member, target) ??
    refuseTestOnly(file, door, target) ??
    refuseDoor(door, target) ??
    refuseUndeclared(file, target.name)
  );
}

function refuseTestOnly({ path, member }, door, target) {
  if (target.folder === TEST_ONLY && member.folder !== TEST_ONLY && !isTest(path)) {
    return 'it is never shipped: only *.test.ts and test/ may import it';
  }
  if (door === './testing' && !isTest(path) && !path.includes('/src/testing/')) {
    return 'it is for tests: only *.test.ts, test/ and src/testing/ may import it';
  }
  return undefined;
}

function refuseDoor(door, target) {
  const doors = Object.keys(target.manifest.exports ?? {});
  if (doors.includes(door)) return undefined;
  return `${target.name} exports ${doors.join(' and ')} only`;
}

function refuseUndeclared({ path, member }, name, rootManifest = {}) {
  if (member.manifest.dependencies?.[name] !== undefined) return undefined;
  const forTests = { ...rootManifest.devDependencies, ...member.manifest.devDependencies };
  if (forTests[name] === undefined) return `${member.directory}/package.json does not declare it`;
  if (isTest(path) || path.includes('/src/testing/')) return undefined;
  return 'it is a dev dependency, and this file is shipped';
}

export function isTest(path) {
  return /\.test\.\w+$/.test(path) || path.includes('/test/');
}

function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

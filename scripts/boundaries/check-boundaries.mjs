import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirname, join as joinPosix } from 'node:path/posix';
import { command } from '../bootstrap/command.mjs';
import { readJson, readWorkspace } from '../bootstrap/workspace.mjs';
import { reportViolations } from '../checks/report.mjs';
import { rootFrom, sourceFiles } from '../checks/source-files.mjs';
import { findCycles } from './find-cycles.mjs';
import { refuseImport } from './judge-imports.mjs';
import { judgeManifests } from './judge-manifests.mjs';
import { readImports } from './read-imports.mjs';

/** Records of one graph, each holding the others by nature: only their types may meet in a circle. */
const TYPE_GRAPH = new Set([
  'packages/core/src/channel/channel.ts',
  'packages/core/src/channel/subscription.ts',
  'packages/core/src/connection/connection.ts',
]);

const help = `
node scripts/boundaries/check-boundaries.mjs [--root folder]

Refuses dependencies and imports that scripts/boundaries/arrows.mjs and libraries.mjs do not allow, imports
past a package's declared exports, undeclared dependencies, and files that import each other in a circle.
`;

await command(help, async (args) => {
  const from = rootFrom(args);
  const members = readWorkspace(from);
  const files = members.flatMap((member) => readMember(from, member));
  const workspace = {
    byName: new Map(members.map((member) => [member.name, member])),
    rootManifest: readJson(join(from, 'package.json')),
  };
  return reportViolations('boundaries', files.length, [
    ...judgeManifests(from, members),
    ...files.flatMap((file) => judgeFile(file, workspace)),
    ...judgeCycles(files),
  ]);
});

function readMember(from, member) {
  return ['src', 'test']
    .map((folder) => `${member.directory}/${folder}`)
    .filter((folder) => existsSync(join(from, folder)))
    .flatMap((folder) => sourceFiles(from, folder))
    .map((path) => ({ path, member, imports: readImports(readFileSync(join(from, path), 'utf8')) }));
}

function judgeFile(file, workspace) {
  return file.imports
    .map(({ specifier, line }) => ({
      file: `${file.path}:${line}`,
      subject: specifier,
      reason: refuseImport(file, specifier, workspace),
    }))
    .filter(({ reason }) => reason !== undefined);
}

function judgeCycles(files) {
  const value = findCycles(graphOf(files, (entry) => !entry.typeOnly));
  const known = new Set(value.flat());
  const all = findCycles(graphOf(files, () => true));
  return [
    ...value.map((way) => circle(way, 'they import each other')),
    ...all
      .filter((way) => !way.some((file) => known.has(file)) && !way.every((file) => TYPE_GRAPH.has(file)))
      .map((way) => circle(way, 'their types import each other')),
  ];
}

function graphOf(files, wanted) {
  const paths = new Set(files.map((file) => file.path));
  return new Map(
    files.map(({ path, imports }) => {
      const targets = imports
        .filter((entry) => entry.specifier.startsWith('.') && wanted(entry))
        .map(({ specifier }) => joinPosix(dirname(path), specifier).replace(/\.js$/, '.ts'))
        .filter((target) => paths.has(target));
      return [path, new Set(targets)];
    }),
  );
}

function circle(way, reason) {
  return {
    file: way[0],
    subject: way.slice(1).join(' -> '),
    reason: `${reason}: move what they share to a third file`,
  };
}

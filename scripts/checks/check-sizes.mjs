import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { basename, dirname } from 'node:path/posix';
import { command } from '../bootstrap/command.mjs';
import { reportViolations } from './report.mjs';
import { rootFrom, sourceFiles } from './source-files.mjs';

const help = `
node scripts/checks/check-sizes.mjs [--root folder]

Refuses source files of more than 300 lines, folders of more than 9 source files (tests not counted), and file
names that say nothing (utils, common, types, manager, helper). Biome checks the length of functions.
`;

const MOST_LINES = 300;
const MOST_FILES = 9;
const SAYS_NOTHING = /^(.*-)?(utils?|helpers?|managers?)$|^(common|types?)$/;

await command(help, async (args) => {
  const from = rootFrom(args);
  const files = sourceFiles(from);
  return reportViolations('sizes', files.length, [
    ...files.flatMap((path) => judgeLength(path, readFileSync(join(from, path), 'utf8'))),
    ...files.flatMap(judgeName),
    ...judgeFolders(files),
  ]);
});

function judgeLength(file, content) {
  const lines = content.split('\n').length - 1;
  if (lines <= MOST_LINES) return [];
  return [{ file, subject: `${lines} lines`, reason: `at most ${MOST_LINES}: split it by what it does` }];
}

function judgeName(file) {
  const name = basename(file).replace(/\..*$/, '');
  if (!SAYS_NOTHING.test(name)) return [];
  return [{ file, subject: name, reason: 'name a file after the one main thing inside' }];
}

function judgeFolders(files) {
  const counts = new Map();
  for (const file of files.filter((path) => !/\.test\.\w+$/.test(path))) {
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([file, count]) => ({
      file: `${file}/`,
      subject: `${count} source files`,
      reason: `at most ${MOST_FILES}: make a room inside`,
    }));
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dirname, join as joinPosix } from 'node:path/posix';
import { command } from '../bootstrap/command.mjs';
import { reportViolations } from './report.mjs';
import { ownFiles, rootFrom } from './source-files.mjs';

const help = `
node scripts/checks/check-docs-paths.mjs [--root folder]

Refuses a Markdown file that names a file or folder of this repository which does not exist: in a link, in
\`code\`, or in a code block. In code, a path begins with one of the rooms (packages/, apps/, scripts/, docs/,
deploy/, helm/, bench/, .ci/) and is meant from the root; or, outside blocks, with src/, test/, ./ or ../ and is
meant from the Markdown file. A path into dist/ or node_modules/, or with a placeholder (<name>, \${name}), is not looked at;
of a pattern (packages/*/src) the part before the star is.
`;

const ROOM = /^(packages|apps|scripts|docs|deploy|helm|bench|\.ci)\//;
const NEARBY = /^((src|test)\/.|\.\.?\/)/;
const NOT_LOOKED_AT = /[<>${}…|]|\.\.\.|(^|\/)(dist|node_modules)(\/|$)/;

await command(help, async (args) => {
  const from = rootFrom(args);
  const files = ownFiles(from).filter((path) => path.endsWith('.md'));
  return reportViolations(
    'paths in documents',
    files.length,
    files.flatMap((file) => judgeDocument(from, file)),
  );
});

function judgeDocument(from, file) {
  const text = readFileSync(join(from, file), 'utf8');
  return [...linksIn(text), ...pathsInCode(text)]
    .map(({ path, line }) => ({ path, line, target: resolveFrom(file, path) }))
    .filter(({ target }) => target.startsWith('../') || !existsSync(join(from, target)))
    .map(({ path, line }) => ({ file: `${file}:${line}`, subject: path, reason: 'there is no such path' }));
}

/** `[text](target)` where the target is not an address, without `#anchor`; code is no place for links. */
function linksIn(text) {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ' '));
  return [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)]
    .map((match) => ({ path: match[1].replace(/[#?].*$/, ''), line: lineAt(text, match.index) }))
    .filter(({ path }) => path !== '' && !/^[a-z]+:/i.test(path))
    .map(({ path, line }) => ({ path: path.startsWith('/') ? path : `./${path}`, line }));
}

function pathsInCode(text) {
  return [...text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].flatMap((code) => {
    // In a block `./x` is more often a line of somebody's program than a file of ours.
    const wanted = (path) => ROOM.test(path) || (NEARBY.test(path) && !code[0].startsWith('```'));
    return [...code[0].matchAll(/[^\s`'"(),;=]+/g)]
      .map((word) => ({ path: word[0], line: lineAt(text, code.index + word.index) }))
      .filter(({ path }) => wanted(path) && !NOT_LOOKED_AT.test(path))
      .map(({ path, line }) => ({ path: withoutPattern(path).replace(/:[\d-]*$|[.:]$/, ''), line }));
  });
}

// A pattern stands for the folder before its first star.
function withoutPattern(path) {
  return path.replace(/[^/]*\*.*$/, '');
}

function resolveFrom(file, path) {
  if (path.startsWith('/')) return path.slice(1);
  return ROOM.test(path) ? path : joinPosix(dirname(file), path);
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}

import { checkTree } from './fixture-tree.mjs';

const check = (files) => checkTree('scripts/checks/check-sizes.mjs', files);
const lines = (count) => 'x;\n'.repeat(count);
const folderOf = (names) => Object.fromEntries(names.map((name) => [`packages/core/src/${name}`, 'x;\n']));
const NINE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((letter) => `${letter}.ts`);

test('accepts a file of 300 lines and refuses one more', () => {
  expect(check({ 'packages/core/src/node.ts': lines(300) })).toEqual({ code: 0, refused: [] });
  const { code, refused } = check({ 'packages/core/src/node.ts': lines(301) });
  expect(code).toBe(1);
  expect(refused).toEqual([expect.stringMatching(/^packages\/core\/src\/node.ts {2}301 lines/)]);
});

test('accepts nine files beside their tests and refuses a tenth', () => {
  expect(check(folderOf([...NINE, 'a.test.ts', 'b.test.ts'])).refused).toEqual([]);
  expect(check(folderOf([...NINE, 'j.ts'])).refused).toEqual([
    expect.stringMatching(/^packages\/core\/src\/ {2}10 source files/),
  ]);
});

test.each(['utils', 'string-utils', 'common', 'types', 'connection-manager', 'test-helpers'])(
  'refuses a file called %s',
  (name) => {
    expect(check({ [`apps/server/src/${name}.ts`]: '' }).refused).toEqual([
      expect.stringContaining('name a file after the one main thing'),
    ]);
  },
);

test('looks at our own files only', () => {
  const files = {
    'node_modules/a/utils.js': lines(301),
    'packages/core/dist/types.js': '',
    'docs/long.md': lines(301),
  };
  expect(check(files)).toEqual({ code: 0, refused: [] });
});

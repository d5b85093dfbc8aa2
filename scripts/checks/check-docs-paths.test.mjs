import { checkTree } from './fixture-tree.mjs';

/** Checks one document in a tree with a package and a decision. */
function refusedIn(path, text) {
  const files = { 'packages/core/src/node.ts': '', 'docs/decisions/0001-one-owner.md': '', [path]: text };
  return checkTree('scripts/checks/check-docs-paths.mjs', files).refused;
}

test.each([
  ['README.md', 'See `packages/core/src/node.ts` and `packages/core/`.'],
  [
    'README.md',
    'A [decision](docs/decisions/0001-one-owner.md#why), [one more](https://example.com/docs/none.md).',
  ],
  [
    'docs/flow.md',
    '[core](../packages/core/src/node.ts), [again](/packages/core/src/node.ts), [here](#here)',
  ],
  ['packages/core/README.md', 'The main file is `src/node.ts:12`; built into `packages/core/dist/node.js`.'],
  ['README.md', 'Patterns: `packages/*/src`, `packages/<name>/src`, `apps/<app>/src/`.'],
  [
    'README.md',
    'Not paths of ours: `/apps/app-id/events`, `@shoal/core/testing`, `text/plain`, any `test/`.',
  ],
  ['README.md', '```ts\nimport { a } from "./somebody.js";\n```'],
])('accepts in %s: %s', (path, text) => {
  expect(refusedIn(path, text)).toEqual([]);
});

test.each([
  ['README.md', 'See `packages/core/src/gone.ts`.', 'packages/core/src/gone.ts'],
  ['README.md', 'Run `node apps/server --config x`.', 'apps/server'],
  ['README.md', '```sh\nnode scripts/gone.mjs\n```', 'scripts/gone.mjs'],
  ['README.md', 'A [decision](docs/decisions/0002-gone.md).', './docs/decisions/0002-gone.md'],
  ['docs/flow.md', 'A [file](packages/core/src/node.ts) meant from the root.', './packages/core/src/node.ts'],
  ['packages/core/README.md', 'See `src/gone.ts`.', 'src/gone.ts'],
  ['README.md', 'Every `packages/core/gone/*.ts`.', 'packages/core/gone/'],
])('refuses in %s: %s', (path, text, subject) => {
  expect(refusedIn(path, text)).toEqual([expect.stringContaining(`  ${subject}  (there is no such path)`)]);
});

import { checkTree } from '../checks/fixture-tree.mjs';

const DOOR = { '.': './src/index.ts' };

function manifest(name, { dependencies = {}, devDependencies = {}, doors = DOOR } = {}) {
  return { name: `@shoal/${name}`, exports: doors, dependencies, devDependencies };
}

/** Four rooms that obey every rule; a test changes one file. */
const OBEDIENT = {
  'package.json': { dependencies: { '@types/ws': '1.0.0' }, devDependencies: { 'fast-check': '1.0.0' } },
  'packages/protocol/package.json': manifest('protocol'),
  'packages/protocol/src/index.ts': "export { frame } from './frame.js';\n",
  'packages/protocol/src/frame.ts':
    "import { createHash } from 'node:crypto';\nexport const frame = createHash;\n",
  'packages/core/package.json': manifest('core', {
    dependencies: { '@shoal/protocol': 'workspace:*' },
    doors: { ...DOOR, './testing': './src/testing/index.ts' },
  }),
  'packages/core/tsconfig.json': { references: [{ path: '../protocol' }] },
  'packages/core/src/index.ts':
    "import type { frame } from '@shoal/protocol';\nexport type Frame = typeof frame;\n",
  'packages/core/src/node.test.ts': "import fc from 'fast-check';\nfc.assert;\n",
  'packages/testing/package.json': manifest('testing', { dependencies: { 'pusher-js': '1.0.0' } }),
  'packages/testing/src/index.ts': "import Pusher from 'pusher-js';\nexport { Pusher };\n",
  'apps/server/package.json': manifest('server', {
    dependencies: { '@shoal/core': 'workspace:*', ws: '1.0.0' },
    devDependencies: { '@shoal/testing': 'workspace:*', '@types/ws': '1.0.0' },
  }),
  'apps/server/src/main.ts':
    "import { WebSocketServer } from 'ws';\nimport '@shoal/core';\nWebSocketServer;\n",
  'apps/server/test/chat.test.ts':
    "import { Pusher } from '@shoal/testing';\nimport '@shoal/core/testing';\nPusher;\n",
};

const check = (files = {}) => checkTree('scripts/boundaries/check-boundaries.mjs', { ...OBEDIENT, ...files });

test('accepts rooms that obey', () => {
  expect(check()).toEqual({ code: 0, refused: [] });
});

/** Each is a file of its own in the named folder, all judged in one run. */
const REFUSED_IMPORTS = [
  ['packages/protocol/src', "import '@shoal/core';", 'protocol may import no package of ours'],
  ['packages/protocol/src', "import type { A } from '@shoal/core';", 'may import no package of ours'],
  ['packages/protocol/src', "type A = import('@shoal/core').A;", 'may import no package of ours'],
  ['packages/protocol/src', "export * from '@shoal/core';", 'may import no package of ours'],
  ['packages/core/src', "import '@shoal/server';", 'nothing imports an app'],
  ['packages/core/src', "import '@shoal/protocol/src/frame.js';", 'exports . only'],
  ['packages/core/src', "import '../../protocol/src/index.js';", 'it leaves packages/core'],
  ['packages/core/src', "import '@shoal/core';", 'its own files by relative imports'],
  ['packages/core/src', "import '@shoal/nothing';", 'there is no such package'],
  ['packages/core/src', "import 'fast-check';", 'it is a dev dependency, and this file is shipped'],
  ['packages/core/src', "await import('ws');", 'ws stays in server, testing'],
  ['packages/core/src', "import 'left-pad';", 'left-pad has no room'],
  ['apps/server/src', "import '@shoal/testing';", 'it is never shipped'],
  ['apps/server/src', "import '@shoal/core/testing';", 'it is for tests'],
  ['apps/server/src', "import '@shoal/protocol';", 'apps/server/package.json does not declare it'],
  ['apps/server/src', "import 'express';", 'apps/server/package.json does not declare it'],
];

describe('imports', () => {
  const pathOf = (index) => `${REFUSED_IMPORTS[index][0]}/case-${index}.ts`;
  const { code, refused } = check(
    Object.fromEntries(REFUSED_IMPORTS.map(([, source], index) => [pathOf(index), `\n${source}\n`])),
  );

  test('are refused one by one', () => {
    expect(code).toBe(1);
    expect(refused).toHaveLength(REFUSED_IMPORTS.length);
  });

  test.each(REFUSED_IMPORTS.map(([folder, source, reason], index) => ({ folder, source, reason, index })))(
    'in $folder: $source',
    ({ index, reason }) => {
      const line = refused.find((text) => text.startsWith(`${pathOf(index)}:2  `));
      expect(line).toContain(reason);
    },
  );
});

test.each([
  ['protocol', { dependencies: { '@shoal/core': 'workspace:*' } }, 'may import no package of ours'],
  ['core', { dependencies: { '@shoal/testing': 'workspace:*' } }, 'declare it in devDependencies'],
  ['core', { devDependencies: { winston: '1.0.0' } }, 'winston stays in runtime'],
  ['protocol', { devDependencies: { '@types/pg': '1.0.0' } }, 'name it in the root dependencies'],
])('refuses in the package.json of %s: %j', (name, options, reason) => {
  const path = `packages/${name}/package.json`;
  const { refused } = check({ [path]: manifest(name, options) });
  expect(refused.find((line) => line.startsWith(path))).toContain(reason);
});

test('refuses a dependency the compiler is not told of', () => {
  const { refused } = check({ 'packages/core/tsconfig.json': { references: [] } });
  expect(refused).toEqual([
    expect.stringMatching(/^packages\/core\/tsconfig.json {2}@shoal\/protocol .*references/),
  ]);
});

test('refuses a room without arrows', () => {
  const { refused } = check({
    'packages/gossip/package.json': manifest('gossip', {
      dependencies: { '@shoal/protocol': 'workspace:*' },
    }),
  });
  expect(refused).toEqual([expect.stringContaining('has no arrows')]);
});

test('refuses files that import each other', () => {
  const { refused } = check({
    'packages/protocol/src/frame.ts': "import './limits.js';\nexport const frame = 1;\n",
    'packages/protocol/src/limits.ts': "import './sizes.js';\n",
    'packages/protocol/src/sizes.ts': "import { frame } from './frame.js';\nframe;\n",
  });
  expect(refused).toHaveLength(1);
  expect(refused[0]).toContain('packages/protocol/src/limits.ts -> packages/protocol/src/sizes.ts -> ');
  expect(refused[0]).toContain('they import each other');
});

test('refuses types that import each other', () => {
  const { refused } = check({
    'packages/protocol/src/frame.ts':
      "import type { Limits } from './limits.js';\nexport type frame = Limits;\n",
    'packages/protocol/src/limits.ts':
      "import type { frame } from './frame.js';\nexport type Limits = frame[];\n",
  });
  expect(refused).toEqual([expect.stringContaining('their types import each other')]);
});

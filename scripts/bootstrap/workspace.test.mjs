import { withDependencies } from './workspace.mjs';

const member = (name, ...dependencies) => ({
  name,
  manifest: { dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])) },
});

test('a package comes with what it needs, over several steps, and nothing else', () => {
  const workspace = [
    member('server', 'core', 'ws'),
    member('core', 'protocol'),
    member('protocol'),
    member('testing'),
  ];
  expect(withDependencies('server', workspace).map(({ name }) => name)).toEqual([
    'server',
    'core',
    'protocol',
  ]);
});

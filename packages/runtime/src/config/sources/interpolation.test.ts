// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax under test
import { load, refusalOf } from '../testing/load.js';

test.each([
  ['${A}', { A: 'own' }, 'own'],
  ['${A:-fallback}', {}, 'fallback'],
  ['${A:-fallback}', { A: '' }, 'fallback'],
  ['${A:-fallback}', { A: 'own' }, 'own'],
  ['x-${A}-${B:-b}', { A: 'a' }, 'x-a-b'],
  ['${A}', { A: '${B}', B: 'no' }, '${B}'],
  ['$A {A} ${a-b}', { A: 'no' }, '$A {A} ${a-b}'],
  ['${A:-with}rest}', {}, 'withrest}'],
])('%s with %j becomes %j', (region, env, expected) => {
  expect(load({ file: { node: { region } }, env }).configuration.node.region).toBe(expected);
});

test('a value that stands alone is read as the environment is', () => {
  const file = {
    port: '${P}',
    debug: '${D}',
    compat: '${C}',
    log_level: '${L:-WARN}',
    app_manager: { array: { apps: [{ id: '${I}', key: 'k', secret: '${S}' }] } },
  };
  const env = { P: '7001', D: 'on', C: 'soketi,pusher', I: '40000', S: '007' };
  expect(load({ file, env }).configuration).toMatchObject({
    port: 7001,
    debug: true,
    compat: ['soketi', 'pusher'],
    logLevel: 'warn',
    appManager: { apps: [{ id: '40000', secret: '007' }] },
  });
});

test('a limit that becomes empty is none', () => {
  expect(load({ file: { max_connections: '${M:-}' } }).configuration.maxConnections).toBeUndefined();
});

test('a missing variable stops the start and names variable and key', () => {
  const file = { app_manager: { array: { apps: [{ Id: 'a', Key: 'b', Secret: '${APP_SECRET}' }] } } };
  expect(refusalOf({ file })).toEqual([
    {
      key: 'app_manager.array.apps[0].secret',
      source: 'given.json',
      message: expect.stringContaining('APP_SECRET is not set'),
    },
  ]);
});

test('comments and keys are left alone', () => {
  expect(load({ file: '# ${NOT_SET}\nport = 7001 # ${NOT_SET}' }).configuration.port).toBe(7001);
});

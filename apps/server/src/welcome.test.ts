import { loadConfiguration } from '@shoal/runtime';
import { welcome } from './welcome.js';

const server = { address: { url: 'http://127.0.0.1:6001', port: 6001 }, metricsPort: 9601 };

function configured(env: Record<string, string>) {
  return loadConfiguration({ argv: [], env, cwd: '/nowhere', readFile: () => undefined }).configuration;
}

test('tells where everything is, under the path prefix', () => {
  const text = welcome(server, configured({ PATH_PREFIX: '/realtime' }));
  expect(text).toContain('ws://127.0.0.1:6001/realtime/app/app-key');
  expect(text).toContain('http://127.0.0.1:6001/realtime/apps/app-id');
  expect(text).toContain('http://127.0.0.1:9601/metrics');
});

test('shows the documented secret and no other', () => {
  expect(welcome(server, configured({}))).toContain('secret app-secret');
  const own = welcome(server, configured({ SOCKUDO_DEFAULT_APP_SECRET: 'canary' }));
  expect(own).not.toContain('canary');
});

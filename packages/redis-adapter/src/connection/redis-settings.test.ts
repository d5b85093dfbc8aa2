import { checkSettings, hideSecrets, type RedisSettings, RedisSettingsError } from './redis-settings.js';
import { tlsOptions } from './tls-options.js';

const single: RedisSettings = {
  keyPrefix: 'shoal:',
  deployment: { kind: 'single', host: 'localhost', port: 6379, db: 0 },
};

test.each<[RedisSettings, string]>([
  [{ ...single, keyPrefix: '{shoal}:' }, 'key prefix'],
  [{ ...single, keyPrefix: 'a}' }, 'key prefix'],
  [{ ...single, deployment: { kind: 'cluster', nodes: [], natMap: {} } }, 'nodes'],
  [{ ...single, deployment: { kind: 'sentinel', sentinels: [], masterName: 'm', db: 0 } }, 'Sentinels'],
])('%j are refused', (settings, reason) => {
  expect(() => checkSettings(settings)).toThrow(RedisSettingsError);
  expect(() => checkSettings(settings)).toThrow(reason);
});

it('takes the passwords of Redis and of the Sentinels out of a text', () => {
  const hide = hideSecrets({
    keyPrefix: '',
    password: 'first',
    deployment: { kind: 'sentinel', sentinels: [], masterName: 'm', db: 0, password: 'second' },
  });
  expect(hide('AUTH first, then second, then first')).toBe(
    'AUTH [redacted], then [redacted], then [redacted]',
  );
  expect(hideSecrets({ ...single, password: '' })('left alone')).toBe('left alone');
});

it('names a TLS file that cannot be read or used', () => {
  const missing = { caPath: '/nowhere/ca.pem', rejectUnauthorized: true };
  expect(() => tlsOptions(missing)).toThrow(/authority.*\/nowhere\/ca\.pem.*ENOENT/);
  const nonsense = { clientCertPath: __filename, clientKeyPath: __filename, rejectUnauthorized: true };
  expect(() => tlsOptions(nonsense)).toThrow(/redis-settings\.test\.ts.*must be PEM/);
});

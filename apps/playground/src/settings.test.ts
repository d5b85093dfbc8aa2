import { readSettings, SettingsError, serverPort } from './settings.js';

it('needs nothing', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({
    host: '127.0.0.1',
    port: 6080,
    app: { id: 'app-id', key: 'app-key', secret: 'app-secret' },
  });
  expect(settings.serverUrl.origin).toBe('http://127.0.0.1:6001');
  expect(Buffer.from(settings.encryptionMasterKey, 'base64')).toHaveLength(32);
});

it('reads the app from the variables of the server', () => {
  const env = {
    SOCKUDO_DEFAULT_APP_ID: '7',
    SOCKUDO_DEFAULT_APP_KEY: 'k',
    SOCKUDO_DEFAULT_APP_SECRET: 's',
  };
  expect(readSettings(env).app).toEqual({ id: '7', key: 'k', secret: 's' });
});

it.each([
  ['http://127.0.0.1:6001', 6001],
  ['https://realtime.example.com/', 443],
  ['http://realtime.example.com', 80],
])('knows the port of %s', (url, port) => {
  expect(serverPort(readSettings({ SHOAL_URL: url }))).toBe(port);
});

it.each([
  ['SHOAL_URL', 'localhost:6001'],
  ['SHOAL_URL', 'ws://127.0.0.1:6001'],
  ['SHOAL_URL', 'http://127.0.0.1:6001/prefix'],
  ['SHOAL_URL', 'http://user:password@127.0.0.1:6001'],
  ['PLAYGROUND_PORT', '65536'],
  ['PLAYGROUND_PORT', 'http'],
  ['PLAYGROUND_ENCRYPTION_MASTER_KEY', 'c2hvcnQ='],
])('refuses %s=%s by name', (name, value) => {
  expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
  expect(() => readSettings({ [name]: value })).toThrow(name);
});

import { hostForPage, parsePageSettings } from './page-settings.js';

const settings = {
  key: 'app-key',
  url: 'http://127.0.0.1:6001',
  host: '127.0.0.1',
  port: 6001,
  isSecure: false,
};

it('takes complete settings only', () => {
  expect(parsePageSettings(settings)).toEqual(settings);
  for (const name of Object.keys(settings)) {
    expect(() => parsePageSettings({ ...settings, [name]: undefined })).toThrow(/restart the playground/);
  }
  expect(() => parsePageSettings(null)).toThrow(/restart the playground/);
});

it.each([
  ['127.0.0.1', 'localhost', '127.0.0.1'],
  ['127.0.0.1', 'box.example.com', 'box.example.com'],
  ['localhost', '10.0.0.7', '10.0.0.7'],
  ['realtime.example.com', 'box.example.com', 'realtime.example.com'],
])('a server at %s is, for a page at %s, at %s', (host, pageHost, reached) => {
  expect(hostForPage({ ...settings, host }, pageHost)).toBe(reached);
});

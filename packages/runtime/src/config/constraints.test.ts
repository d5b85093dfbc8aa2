import { load, refusalOf } from './testing/load.js';

const apps = (...list: object[]) => ({ app_manager: { array: { apps: list } } });

test.each([
  [{ ssl: { enabled: true, key_path: 'k' } }, 'ssl.cert_path', 'ssl.enabled'],
  [{ ssl: { enabled: true, cert_path: 'c' } }, 'ssl.key_path', 'ssl.enabled'],
  [{ ssl: { redirect_http: true } }, 'ssl.redirect_http', 'ssl.enabled'],
  [{ port: 80, ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } }, 'ssl.http_port', 'port'],
  [
    { unix_socket: { enabled: true }, ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } },
    'unix_socket.enabled',
    'ssl.redirect_http',
  ],
  [{ port: 9601 }, 'metrics.port', 'port'],
  [{ port: 9601, host: '::', metrics: { host: '127.0.0.1' } }, 'metrics.port', 'port'],
  [{ drain: { delay: 20, window: 20 } }, 'drain.window', 'shutdown_grace_period'],
  [{ drain: { window: 31 } }, 'drain.window', 'shutdown_grace_period'],
  [
    { websocket: { max_backpressure: 2, max_process_backpressure: 1 } },
    'websocket.max_backpressure',
    'websocket.max_process_backpressure',
  ],
  [
    apps({ id: 'a', key: 'b', secret: 'c' }, { id: 'a', key: 'd', secret: 'e' }),
    'app_manager.array.apps[1].id',
    'app_manager.array.apps[0].id',
  ],
  [
    apps({ id: 'a', key: 'b', secret: 'c' }, { id: 'd', key: 'b', secret: 'e' }),
    'app_manager.array.apps[1].key',
    'app_manager.array.apps[0].key',
  ],
])('%j cannot work', (file, key, other) => {
  expect(refusalOf({ file })).toEqual([
    { key, source: expect.any(String), message: expect.stringContaining(other) },
  ]);
});

test.each([
  [{ port: 0, metrics: { port: 0 } }],
  [{ port: 9601, metrics: { enabled: false } }],
  [{ port: 9601, host: '10.0.0.1', metrics: { host: '127.0.0.1' } }],
  [{ port: 9601, unix_socket: { enabled: true } }],
  [{ ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } }],
  [{ shutdown_grace_period: 40, drain: { delay: 20, window: 20 } }],
])('%j works', (file) => {
  expect(() => load({ file })).not.toThrow();
});

import { load } from './testing/load.js';

describe('names that other programs use too', () => {
  test.each([[{ DEBUG: 'express:*' }], [{ DEBUG: '*', SOKETI_DEBUG: '0' }]])(
    '%j does not turn debug on',
    (env) => {
      expect(load({ env }).configuration).toMatchObject({ debug: false, logLevel: 'info' });
    },
  );

  test('a DEBUG of another program does not hide SOKETI_DEBUG', () => {
    expect(load({ env: { DEBUG: 'express:*', SOKETI_DEBUG: '1' } }).configuration.debug).toBe(true);
  });

  test('the addresses that Kubernetes puts into *_PORT are passed over', () => {
    const env = { METRICS_PORT: 'tcp://10.0.0.1:9601', PORT: 'tcp://10.0.0.1:80' };
    expect(load({ env }).configuration).toMatchObject({ port: 6001, metrics: { port: 9601 } });
  });

  test('a RUST_LOG that says nothing of us is passed over', () => {
    expect(load({ env: { RUST_LOG: 'tower_http=trace' } }).configuration.logLevel).toBe('info');
  });
});

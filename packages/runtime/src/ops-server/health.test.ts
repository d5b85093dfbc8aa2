import { Health } from './health.js';

test('a process is starting until it says that it is ready', () => {
  const health = new Health();
  expect(health.readiness()).toEqual({ httpStatus: 503, body: { status: 'starting', reasons: [] } });
  health.markReady();
  expect(health.readiness()).toEqual({ httpStatus: 200, body: { status: 'ready', reasons: [] } });
});

test('a degraded node still takes traffic and says why', () => {
  const health = new Health();
  health.markReady();
  health.degrade('queue');
  health.degrade('redis');
  expect(health.readiness()).toEqual({
    httpStatus: 200,
    body: { status: 'degraded', reasons: ['redis', 'queue'] },
  });
  health.recover('redis');
  health.recover('queue');
  expect(health.status()).toEqual({ status: 'ready', reasons: [] });
});

test('with failWhenDegraded it takes none', () => {
  const health = new Health({ failWhenDegraded: true });
  health.markReady();
  health.degrade('app_store');
  expect(health.readiness()).toMatchObject({ httpStatus: 503, body: { status: 'degraded' } });
  health.recover('app_store');
  expect(health.readiness().httpStatus).toBe(200);
});

test('a reason is gone when the last of its parts is well again', () => {
  const health = new Health();
  health.markReady();
  health.degrade('redis', 'bus');
  health.degrade('redis', 'store');
  health.degrade('redis', 'store');
  health.recover('redis', 'store');
  expect(health.status()).toEqual({ status: 'degraded', reasons: ['redis'] });
  health.recover('redis', 'bus');
  expect(health.status()).toEqual({ status: 'ready', reasons: [] });
});

test('how many buckets are missing is told while there are any', () => {
  const health = new Health();
  health.markReady();
  health.missingBuckets = 43;
  expect(health.status()).toEqual({ status: 'degraded', reasons: ['redis'], missing_buckets: 43 });
  health.missingBuckets = 0;
  expect(health.status()).toEqual({ status: 'ready', reasons: [] });
});

test('a draining node takes no traffic, and there is no way back', () => {
  const health = new Health();
  health.markReady();
  health.degrade('buffer');
  health.startDraining();
  health.markReady();
  expect(health.readiness()).toEqual({ httpStatus: 503, body: { status: 'draining', reasons: ['buffer'] } });
});

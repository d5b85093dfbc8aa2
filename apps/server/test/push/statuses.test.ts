import { eventually, scrapeMetrics, startRedis, WebhookReceiver } from '@shoal/testing';
import { startImpatientServer, startTimeout } from '../use-server.js';
import { createPush, startPushServices } from './use-push.js';

const payload = { title: 'Hi' };

test(
  'an app is told what becomes of its publishes, also by the server that ends',
  async () => {
    await using receiver = await WebhookReceiver.start();
    await using pushed = await startPushServices();
    const { services, variables } = pushed;
    const webhooks = [{ url: receiver.url, event_types: ['push_status'] }];
    const webhookVariables = {
      WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
      SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(webhooks),
    };
    await using server = await startImpatientServer({ env: { ...variables, ...webhookVariables } });
    const { register, publish, ended, api } = createPush(server, services);
    await register('a', { transportType: 'gcm', registrationToken: 'a' }, 'told');
    const id = await publish({ recipients: [{ type: 'channel', channel: 'told' }], payload });
    await ended(id);
    const later = await publish(scheduled('told'));
    expect((await api.request('DELETE', `/push/scheduled/${later}`)).status).toBe(204);
    await server.stop();
    const told = (publishId: string) => receiver.events().filter((event) => event.publish_id === publishId);
    expect(told(id).map(({ status }) => status)).toEqual(expect.arrayContaining(['succeeded']));
    expect(told(id).find(({ status }) => status === 'succeeded')).toMatchObject({
      ...{ name: 'push_status', counters: { planned: 1, succeeded: 1 } },
    });
    expect(told(later).map(({ status }) => status)).toEqual(['cancelled']);
  },
  2 * startTimeout,
);

test(
  'with its queue in Redis a server accepts, and leaves the rest to workers',
  async () => {
    await using redis = await startRedis();
    await using pushed = await startPushServices();
    const { services, variables } = pushed;
    const url = `redis://${redis.host}:${redis.port}`;
    const env = { ...variables, QUEUE_DRIVER: 'redis', REDIS_URL: url };
    await using one = await startImpatientServer({ env });
    await using other = await startImpatientServer({ env });
    const { register, publish, api } = createPush(one, services);
    const elsewhere = createPush(other, services);
    const token = await register('a', { transportType: 'gcm', registrationToken: 'a' }, 'shared');
    const headers = { 'X-Shoal-Device-Identity-Token': token };
    expect((await elsewhere.api.get('/push/deviceRegistrations/a', { headers })).status).toBe(200);
    const id = await publish({ recipients: [{ type: 'channel', channel: 'shared' }], payload });
    const later = await publish(scheduled('shared'));
    expect((await elsewhere.status(id)).status).toBe('queued');
    expect((await elsewhere.api.get('/push/scheduled')).body).toMatchObject({
      items: [{ publish_id: later }],
    });
    await eventually(async () => {
      const metrics = await scrapeMetrics(other);
      const jobs = (state: string) => metrics.value('sockudo_queue_jobs', { queue: 'push-plan', state });
      const devices = metrics.value('sockudo_push_devices', { app_id: 'app-id', state: 'active' });
      const scheduledJobs = metrics.value('sockudo_push_scheduled_jobs');
      return jobs('waiting') === 1 && jobs('delayed') === 1 && devices === 1 && scheduledJobs === 1;
    });
    expect((await elsewhere.api.request('DELETE', `/push/scheduled/${later}`)).status).toBe(204);
    expect((await api.get(`/push/publish/${later}/status`)).body).toMatchObject({ status: 'cancelled' });
    expect(services.requests).toBe(0);
    redis.server.pause();
    const away = await api.post('/push/publish', { body: { ...scheduled('shared') } });
    expect([away.status, Object(away.body).code]).toEqual([503, 'backend']);
    expect(away.headers['retry-after']).toBe('1');
    redis.server.resume();
  },
  3 * startTimeout,
);

function scheduled(channel: string) {
  const notBeforeMs = Date.now() + 3_600_000;
  return { recipients: [{ type: 'channel', channel }], payload, notBeforeMs };
}

import { eventually, scrapeMetrics } from '@shoal/testing';
import { startImpatientServer, startTimeout } from '../use-server.js';
import { createPush, startPushServices } from './use-push.js';

const body = { recipients: [{ type: 'channel', channel: 'nobody' }], payload: { title: 'Hi' } };

async function start(env: Record<string, string>) {
  const pushed = await startPushServices();
  const server = await startImpatientServer({ env: { ...pushed.variables, ...env } });
  return {
    ...createPush(server, pushed.services),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await pushed[Symbol.asyncDispose]();
    },
  };
}

test(
  'more publishes in a second than an app may make are refused, and told when to come again',
  async () => {
    await using push = await start({ PUSH_ACCEPTANCE_RATE_LIMIT: '1' });
    const { api, server } = push;
    let accepted = 0;
    const publish = async () => {
      const answer = await api.post('/push/publish', { body });
      if (answer.status === 202) accepted += 1;
      return answer.status !== 202 && answer;
    };
    const refused = await eventually(publish, { everyMs: 0, what: 'a second publish within a second' });
    expect([refused.status, Object(refused.body).code]).toEqual([429, 'rate_limited']);
    expect(refused.headers['retry-after']).toBe('1');
    expect(accepted).toBeGreaterThan(0);
    const metrics = await scrapeMetrics(server);
    const name = 'sockudo_push_publish_accepted_total';
    expect(metrics.value(name, { app_id: 'app-id', result: 'accepted' })).toBe(accepted);
    expect(metrics.value(name, { app_id: 'app-id', result: 'rate_limited' })).toBe(1);
  },
  startTimeout,
);

test(
  'while an operator wants what is under way to end, every publish is refused',
  async () => {
    const env = { PUSH_BACKPRESSURE: '1', PUSH_BACKPRESSURE_RETRY_AFTER_SECONDS: '7' };
    await using push = await start(env);
    const refused = await push.api.post('/push/publish', { body });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '7']);
  },
  startTimeout,
);

test(
  'a publish beyond an allowance is accepted, and ends as such, unless the app overrides it',
  async () => {
    await using push = await start({ PUSH_FANOUT_MAX: '1' });
    const { api, register, publish, ended, server } = push;
    for (const id of ['a', 'b']) {
      await register(id, { transportType: 'gcm', registrationToken: id }, 'two');
    }
    const recipients = [{ type: 'channel', channel: 'two' }];
    const body = { recipients, payload: { title: 'Hi' } };
    expect((await ended(await publish(body))).status).toBe('quota_exceeded');
    expect(push.services.requests).toBe(0);
    const override = { body, headers: { 'X-Sockudo-Push-Quota-Override': '1' } };
    const id = String(Object((await api.post('/push/publish', override)).body).publish_id);
    expect((await ended(id)).status).toBe('succeeded');
    expect(push.services.requests).toBe(2);
    const isTold = ({ message, publish_ids: ids }: Record<string, unknown>) =>
      message === 'push quotas overridden' && Array.isArray(ids) && ids.includes(id);
    expect(server.logs().filter(isTold)).toHaveLength(1);
  },
  startTimeout,
);

test(
  'a provider that is switched off is not sent to, and a publish that names its device itself is refused',
  async () => {
    await using push = await start({ PUSH_FCM_ENABLED: '0' });
    const { register, publish, ended, api } = push;
    await register('a', { transportType: 'gcm', registrationToken: 'a' }, 'off');
    const recipients = [{ type: 'channel', channel: 'off' }];
    const { counters } = await ended(await publish({ recipients, payload: { title: 'Hi' } }));
    expect(counters.planned).toBe(0);
    const recipient = { transportType: 'gcm', registrationToken: 'a' };
    const raw = { recipients: [{ type: 'recipient', recipient }], payload: { title: 'Hi' } };
    expect((await api.post('/push/publish', { body: raw })).status).toBe(400);
  },
  startTimeout,
);

import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { startPushServices } from '../src/push/services/push-services-process.js';

async function post(url: string, authority: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', ca: authority, agent: false });
    call.once('response', async (response) => resolve(await text(response)));
    call.once('error', reject).end();
  });
}

it('plays the three services, counts what they get, and says so at its end', async () => {
  await using services = await startPushServices(['--subscriptions', '10']);
  const { authority, fcm, apns, webPush } = services.description;
  expect(fcm.serviceAccount.token_uri).toBe(`${fcm.endpoint}/token`);
  expect(apns.privateKey).toContain('PRIVATE KEY');
  expect(await post(`${webPush.endpoint}9`, authority)).toContain('VAPID');
  expect(await post(`${fcm.endpoint}/v1/projects/project-1/messages:send`, authority)).toContain(
    'UNAUTHENTICATED',
  );
  const none = { requests: 0, accepted: 0, invalid: 0, distinct: 0, reached: 0 };
  const totals = {
    fcm: { ...none, requests: 1, invalid: 1 },
    apns: none,
    webPush: { ...none, requests: 1, invalid: 1 },
  };
  expect(await services.totals()).toEqual(totals);
  expect(await services.counts('fcm')).toEqual(new Map());
  await services.behave({ failing: 0.5, throttling: 0.1, delay: 5, seed: 2 });
  await services.stop();
  expect(services.logs().at(-1)).toEqual(totals);
});

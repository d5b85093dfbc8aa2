import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { eventually } from '@shoal/testing';
import { Examples } from '../examples.js';
import { apnsToken, usePush } from './use-push.js';

const push = usePush();
const document = new URL('../../../../docs/push.md', import.meta.url);

/** Blocks of the document in a language, one after the other, for the server of this test. */
async function documented(language: string): Promise<string> {
  const text = await readFile(document, 'utf8');
  const blocks = [...text.matchAll(/```(\w+)\n(.*?)```/gs)];
  const ours = blocks.flatMap(([, tag, code = '']) => (tag === language ? [code] : []));
  return ours.join('').replaceAll('6001', String(push().server.port));
}

test("a backend publishes with Pusher's library, as docs/push.md says, and asks until it has succeeded", async () => {
  const { services, register, ended } = push();
  const { fcm, apns, webPush } = services;
  await register('a', { transportType: 'gcm', registrationToken: 'fcm-a' }, 'orders');
  await register('b', { transportType: 'apns', deviceToken: apnsToken(1) }, 'orders');
  await register('c', { transportType: 'web', ...webPush.subscribe() }, 'orders');
  await register('d', { transportType: 'gcm', registrationToken: 'fcm-d' }, 'other');

  await using examples = await Examples.create();
  await using backend = await examples.run('publish', await documented('js'));
  expect(await backend.exited).toEqual({ code: 0, signal: null });
  const [publishId = '', state] = backend.output.text.trim().split('\n');
  expect(publishId).toMatch(/^pub_[\w-]{22}$/);
  expect(['queued', 'planning', 'dispatching', 'succeeded']).toContain(state);
  await ended(publishId);

  const run = promisify(execFile);
  const { stdout } = await run('bash', ['-euc', `publish_id=${publishId}\n${await documented('sh')}`]);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ publish_id: publishId, publishId, appId: 'app-id', status: 'succeeded', state: 'succeeded' },
    counters: { planned: 3, succeeded: 3, failed: 0, dispatched: 3 },
  });
  const alert = { title: 'Order updated', body: 'Packed' };
  expect(fcm.received).toMatchObject([{ token: 'fcm-a', message: { notification: alert } }]);
  expect(apns.received).toMatchObject([{ token: apnsToken(1), payload: { aps: { alert } } }]);
  const [web] = webPush.received;
  expect(JSON.parse(String(web?.plaintext))).toMatchObject({ notification: alert });
});

test('the answer to a publish has its id under both names', async () => {
  const { api } = push();
  const body = { recipients: [{ type: 'channel', channel: 'nobody' }], payload: { title: 'Hi' } };
  const { body: answer, headers } = await api.post('/push/publish', { body });
  const { publish_id: id } = Object(answer);
  expect(answer).toEqual({ publish_id: id, publishId: id, status: 'queued' });
  expect(headers['x-shoal-forced-async']).toBeUndefined();
  const status = await eventually(async () => {
    const { body: read } = await api.get(`/push/publish/${id}/status`);
    return Object(read).status === 'succeeded' && read;
  });
  expect(status).toMatchObject({ publish_id: id, publishId: id });
});

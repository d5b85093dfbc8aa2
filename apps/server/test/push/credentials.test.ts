import { createVapidKeys } from '@shoal/testing';
import { apnsToken, usePush } from './use-push.js';

const push = usePush();
const path = '/push/credentials';

test('what an app stores is what its pushes are sent with, and nobody is told of it', async () => {
  const { api, services, server, register, publish, ended } = push();
  const { fcm, apns, webPush } = services;
  const account = await fcm.createServiceAccount('project-of-the-app');
  const p8 = await apns.createKey({ teamId: 'OWNTEAM', keyId: 'OWNKEY', topics: ['com.example.own'] });
  const vapid = createVapidKeys();
  const bodies = {
    fcm: { serviceAccountJson: account },
    apns: { teamId: 'OWNTEAM', keyId: 'OWNKEY', privateKey: p8, topic: 'com.example.own' },
    webpush: { ...vapid, contact: 'mailto:app@example.com' },
  };
  const answers: string[] = [];
  for (const [provider, body] of Object.entries(bodies)) {
    const answer = await api.post(`${path}/${provider}`, { body });
    expect(answer.status).toBe(201);
    expect(Object.keys(Object(answer.body))).toEqual(['app_id', 'credential_id', 'provider', 'version']);
    answers.push(answer.text);
  }
  const list = await api.get(path);
  expect(Object(list.body).items).toHaveLength(3);
  await register('f', { transportType: 'gcm', registrationToken: 'f' }, 'own');
  await register('a', { transportType: 'apns', deviceToken: apnsToken(1) }, 'own');
  const subscription = webPush.subscribe({ applicationServerKey: vapid.publicKey });
  await register('w', { transportType: 'web', ...subscription }, 'own');
  const id = await publish({
    recipients: [{ type: 'channel', channel: 'own' }],
    payload: { title: 'Hi' },
  });
  expect(await ended(id)).toMatchObject({ status: 'succeeded', counters: { succeeded: 3 } });
  expect(fcm.received).toMatchObject([{ projectId: 'project-of-the-app' }]);
  expect(apns.received).toMatchObject([{ headers: { 'apns-topic': 'com.example.own' } }]);
  expect(webPush.received).toMatchObject([{ vapidKey: vapid.publicKey }]);
  const told = [...answers, list.text, server.output.text].join('\n');
  for (const secret of [account.private_key, p8, vapid.privateKey]) {
    for (const line of secret.split('\n').filter((part) => part.length > 20 && !part.startsWith('-----'))) {
      expect(told).not.toContain(line);
    }
  }
});

test('a credential that cannot be used is refused, in words without the secret', async () => {
  const body = { serviceAccountJson: { project_id: 'p', client_email: 'e', private_key: 'very-secret' } };
  const answer = await push().api.post(`${path}/fcm`, { body });
  expect([answer.status, Object(answer.body).code]).toEqual([400, 'bad_request']);
  expect(answer.text).not.toContain('very-secret');
  const { status } = await push().api.post(`${path}/telegram`, { body: {} });
  expect(status).toBe(404);
});

test('one that is removed is gone', async () => {
  const { api } = push();
  const body = { credentialId: 'spare', packageSid: 'ms-app://s-1', clientSecret: 's' };
  expect((await api.post(`${path}/wns`, { body })).status).toBe(201);
  expect((await api.request('DELETE', `${path}/spare`)).status).toBe(204);
  expect((await api.request('DELETE', `${path}/spare`)).status).toBe(404);
});

test('a template fills in what a publish leaves out', async () => {
  const { api, services, register, publish, ended } = push();
  const template = {
    templateId: 'packed',
    defaultLocale: 'en',
    locales: { en: { title: 'Order {{ data.id }}', body: 'Packed' }, de: { title: 'Bestellung' } },
  };
  const stored = await api.post('/push/templates', { body: template });
  expect([stored.status, stored.body]).toEqual([201, { appId: 'app-id', ...template }]);
  expect((await api.get('/push/templates/packed')).body).toEqual(stored.body);
  expect((await api.get('/push/templates')).body).toMatchObject({ items: [stored.body] });
  await register('t', { transportType: 'gcm', registrationToken: 'templated' });
  const id = await publish({
    recipients: [{ type: 'device', device_id: 't' }],
    payload: { templateId: 'packed', templateData: { id: 7 } },
  });
  expect((await ended(id)).status).toBe('succeeded');
  const sent = services.fcm.received.find(({ token }) => token === 'templated');
  expect(sent?.message).toMatchObject({ notification: { title: 'Order 7', body: 'Packed' } });
  expect((await api.request('DELETE', '/push/templates/packed')).status).toBe(204);
  expect((await api.get('/push/templates/packed')).status).toBe(404);
});

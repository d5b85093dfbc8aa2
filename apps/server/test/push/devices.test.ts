import { ApiClient, defaultApp, type HttpResponse, httpRequest } from '@shoal/testing';
import { deviceBody, usePush } from './use-push.js';

const push = usePush();

const path = '/push/deviceRegistrations';
const subscriptions = '/push/channelSubscriptions';
const gcm = (token: string) => ({ transportType: 'gcm', registrationToken: token });
const withToken = (token: string) => ({ 'X-Shoal-Device-Identity-Token': token });
const asDevice = (token: string) => ({
  'X-Sockudo-Push-Capability': 'push-subscribe',
  'X-Sockudo-Device-Identity-Token': token,
});

/** Without a signature: what a device asks by itself. @param route method and path */
function ask(route: string, headers: Record<string, string>, body?: object) {
  const [method = '', below = ''] = route.split(' ');
  return httpRequest(push().server, {
    method,
    path: `/apps/${defaultApp.id}${below}`,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  });
}

const refusal = ({ status, body }: HttpResponse) => [status, Object(body).code];
const unauthorized = [401, 'unauthorized'];
const forbidden = [403, 'forbidden'];

describe('a registration', () => {
  it('is answered with the token of its identity once, and never with its token of the provider', async () => {
    const { api } = push();
    const body = { ...deviceBody('one', gcm('secret-token')), clientId: 'ann', metadata: { size: 'XL' } };
    const first = await api.post(path, { body });
    expect(first.status).toBe(201);
    const device = {
      ...{ appId: 'app-id', id: 'one', clientId: 'ann', formFactor: 'phone', platform: 'other' },
      ...{ timezone: 'Europe/Berlin', locale: 'de', pushState: 'ACTIVE', pushFailureCount: 0 },
      recipient: {
        ...{ transportType: 'gcm', provider: 'fcm' },
        tokenHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    };
    expect(first.body).toEqual({
      ...{ change: 'inserted', tokenHash: expect.any(String), device },
      deviceIdentityToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    const again = await api.post(path, { body });
    expect(again.body).toEqual({ change: 'unchanged', tokenHash: expect.any(String), device });
    const found = await api.get(`${path}/one`);
    expect(found.body).toEqual(device);
    expect([first.text, again.text, found.text].join()).not.toMatch(/secret-token|XL/);
  });

  it('can be given a new identity, and the old one counts for nothing', async () => {
    const { api, register } = push();
    const old = await register('rotated', gcm('r'));
    const body = deviceBody('rotated', gcm('r'));
    const headers = { 'X-Sockudo-Rotate-Device-Identity-Token': 'true' };
    const { deviceIdentityToken } = Object((await api.post(path, { body, headers })).body);
    expect(deviceIdentityToken).not.toBe(old);
    expect(refusal(await ask(`GET ${path}/rotated`, withToken(old)))).toEqual(unauthorized);
    expect((await ask(`GET ${path}/rotated`, withToken(deviceIdentityToken))).status).toBe(200);
  });

  it('takes what the Node library of Sockudo sends, and refuses what cannot be reached', async () => {
    const { api } = push();
    const body = { ...deviceBody('sdk', gcm('s')), appId: 'x', deviceSecret: 's', lastActiveAtMs: 1 };
    expect((await api.post(path, { body })).status).toBe(201);
    const bad = await api.post(path, {
      body: deviceBody('sdk', { transportType: 'realtime', channel: 'c' }),
    });
    expect(refusal(bad)).toEqual([400, 'bad_request']);
  });

  it('is listed in pages, and goes with its client', async () => {
    const { api } = push();
    for (const id of ['p1', 'p2', 'p3']) {
      await api.post(path, { body: { ...deviceBody(id, gcm(id)), clientId: 'bob' } });
    }
    const query = { clientId: 'bob', limit: '2' };
    const first = Object((await api.get(path, { query })).body);
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['p1', 'p2']);
    expect(first).toMatchObject({ has_more: true, next_cursor: expect.any(String) });
    const second = Object((await api.get(path, { query: { ...query, cursor: first.next_cursor } })).body);
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['p3']);
    expect(second).toMatchObject({ has_more: false, next_cursor: null });
    const elsewhere = await api.get('/push/templates', { query: { cursor: first.next_cursor } });
    expect(refusal(elsewhere)).toEqual([400, 'bad_request']);
    const gone = await api.request('DELETE', path, { query: { clientId: 'bob' } });
    expect(gone.body).toEqual({ deleted: 3, consistency: 'eventual' });
    expect(refusal(await api.request('DELETE', path))).toEqual([400, 'bad_request']);
  });
});

describe('a device', () => {
  it('may ask with its token alone, or through the backend, for itself', async () => {
    const { api, register } = push();
    const token = await register('own', gcm('own'));
    const bearer = { authorization: `Bearer ${token}` };
    for (const headers of [withToken(token), asDevice(token), bearer]) {
      expect((await ask(`GET ${path}/own`, headers)).status).toBe(200);
      expect((await api.get(`${path}/own`, { headers })).status).toBe(200);
    }
    const update = await ask(`POST ${path}`, withToken(token), deviceBody('own', gcm('new')));
    expect(update.body).toMatchObject({ change: 'updated', device: { id: 'own' } });
    expect(update.body).not.toHaveProperty('deviceIdentityToken');
    const subscription = { channel: 'news', deviceId: 'own' };
    expect((await ask(`POST ${subscriptions}`, withToken(token), subscription)).status).toBe(201);
    const mine = await ask(`GET ${subscriptions}?deviceId=own`, withToken(token));
    expect(mine.body).toMatchObject({ items: [{ channel: 'news', deviceId: 'own', provider: 'fcm' }] });
    expect((await ask(`DELETE ${path}/own`, withToken(token))).status).toBe(204);
    expect(refusal(await ask(`GET ${path}/own`, withToken(token)))).toEqual(unauthorized);
  });

  it('may touch no other device, be it there or not, and register no new one', async () => {
    const { api, register } = push();
    const token = await register('eve', gcm('eve'));
    await register('victim', gcm('victim'));
    for (const headers of [withToken(token), asDevice(token)]) {
      const attempts = [
        ask(`GET ${path}/victim`, headers),
        ask(`DELETE ${path}/victim`, headers),
        ask(`GET ${path}/nobody`, headers),
        ask(`POST ${path}`, headers, deviceBody('victim', gcm('stolen'))),
        ask(`POST ${path}`, headers, deviceBody('brand-new', gcm('n'))),
        ask(`POST ${subscriptions}`, headers, { channel: 'a', deviceId: 'victim' }),
        api.request('DELETE', `${path}/victim`, { headers }),
        api.post(path, { headers, body: deviceBody('brand-new', gcm('n')) }),
      ];
      for (const answer of await Promise.all(attempts)) expect(refusal(answer)).toEqual(unauthorized);
    }
    expect((await api.get(`${path}/victim`)).status).toBe(200);
    expect((await api.get(`${path}/brand-new`)).status).toBe(404);
  });

  it('may not say by itself whose it is, nor that it may see a private channel', async () => {
    const { api, register } = push();
    const token = await register('curious', gcm('curious'));
    const claim = { ...deviceBody('curious', gcm('curious')), clientId: 'victim' };
    const subscription = { channel: 'private-letters', deviceId: 'curious' };
    expect(refusal(await ask(`POST ${path}`, withToken(token), claim))).toEqual(forbidden);
    expect(refusal(await ask(`POST ${subscriptions}`, withToken(token), subscription))).toEqual(forbidden);
    const headers = asDevice(token);
    expect((await api.post(path, { headers, body: claim })).status).toBe(201);
    expect((await api.post(subscriptions, { headers, body: subscription })).status).toBe(201);
  });

  it('sees and ends only its own subscription of a channel', async () => {
    const { api, register } = push();
    const token = await register('one-of-two', gcm('1'), 'shared');
    await register('two-of-two', gcm('2'), 'shared');
    const headers = asDevice(token);
    const query = { channel: 'shared', deviceId: 'one-of-two' };
    const seen = await api.get(subscriptions, { query, headers });
    expect(Object(seen.body).items).toHaveLength(1);
    for (const method of ['GET', 'DELETE']) {
      const all = await api.request(method, subscriptions, { query: { channel: 'shared' }, headers });
      expect(refusal(all)).toEqual([400, 'bad_request']);
    }
    expect((await api.request('DELETE', subscriptions, { query, headers })).body).toEqual({ deleted: 1 });
    const left = await api.get(subscriptions, { query: { channel: 'shared' } });
    expect(left.body).toMatchObject({ items: [{ deviceId: 'two-of-two' }] });
  });

  it.each([
    ['GET', path],
    ['DELETE', `${path}?clientId=x`],
    ['GET', `${subscriptions}/channels`],
    ['POST', '/push/publish'],
    ['POST', '/push/batch/publish'],
    ['POST', '/push/credentials/hms'],
    ['GET', '/push/credentials'],
    ['GET', '/push/publish/pub_1/status'],
    ['DELETE', '/push/scheduled/pub_1'],
    ['GET', '/push/deadLetters'],
  ])('may not do what is for the app: %s %s', async (method, below) => {
    const { api, register } = push();
    const token = await register('plain', gcm('plain'));
    const [route = '', search = ''] = below.split('?');
    const query = Object.fromEntries(new URLSearchParams(search));
    const body = method === 'POST' ? { body: {} } : {};
    const signed = await api.request(method, route, { query, headers: asDevice(token), ...body });
    expect(refusal(signed)).toEqual(forbidden);
    const unsigned = await ask(`${method} ${below}`, withToken(token), method === 'POST' ? {} : undefined);
    expect(refusal(unsigned)).toEqual([400, 'bad_request']);
  });
});

describe('a capability', () => {
  it('is none that nobody knows', async () => {
    const headers = { 'X-Sockudo-Push-Capability': 'push-everything' };
    expect(refusal(await push().api.get(path, { headers }))).toEqual(forbidden);
  });

  it('gives nothing by itself: not without a signature, and not beside a token', async () => {
    const { api, register } = push();
    const token = await register('climber', gcm('climber'));
    const admin = { 'X-Sockudo-Push-Capability': 'push-admin' };
    expect((await ask(`GET ${path}`, admin)).status).toBe(400);
    expect(refusal(await api.get(path, { headers: { ...admin, ...withToken(token) } }))).toEqual(forbidden);
    const unproven = { 'X-Sockudo-Push-Capability': 'push-subscribe' };
    expect(refusal(await api.get(`${path}/climber`, { headers: unproven }))).toEqual(unauthorized);
  });

  it('of an admin is the signature of the app', async () => {
    const { api, server } = push();
    const headers = { 'X-Sockudo-Push-Capability': 'push-admin' };
    expect((await api.get(path, { headers })).status).toBe(200);
    using forger = new ApiClient({ ...server, host: server.host, port: server.port, app: defaultApp });
    const forged = await forger.get(path, { secret: 'guessed', headers });
    expect(refusal(forged)).toEqual(unauthorized);
  });
});

it('a signature that is wrong is not made up for by a token', async () => {
  const { api, register } = push();
  const token = await register('signed', gcm('signed'));
  const headers = withToken(token);
  expect(refusal(await api.get(`${path}/signed`, { headers, secret: 'guessed' }))).toEqual(unauthorized);
  expect(refusal(await api.get(`${path}/signed`, { headers, signature: null }))).toEqual([
    400,
    'bad_request',
  ]);
});

it('an app that nobody knows is not found, with a token either', async () => {
  const { server } = push();
  const request = { path: '/apps/nobody/push/deviceRegistrations/x', headers: withToken('t') };
  expect(refusal(await httpRequest(server, request))).toEqual([404, 'not_found']);
});

import { PusherError } from '@shoal/protocol';
import { PROVIDERS, type Provider } from '../model/provider.js';
import type { Notification } from '../model/publish.js';
import { checkOverride, type RenderRequest, renderPayloads } from './render-payloads.js';

const full: Notification = {
  title: 'Order 7',
  body: 'is on its way',
  icon: 'https://cdn.example/van.png',
  sound: 'chime',
  collapseKey: 'order-7',
  data: { order: '7', count: 2, nested: { a: [1] } },
};

function render(provider: Provider, request: Omit<RenderRequest, 'providers'>) {
  return JSON.parse(renderPayloads({ ...request, providers: [provider] })[provider] ?? 'null');
}

function override(provider: Provider, payload: object, expiresAtMs?: number) {
  const request = { notification: full, overrides: { [provider]: JSON.stringify(payload) } };
  return render(provider, { ...request, ...(expiresAtMs !== undefined && { expiresAtMs }) });
}

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(PusherError);
    expect(error).toMatchObject({ key: 'bad_request', entry: { status: 400 } });
    return error instanceof Error ? error.message : '';
  }
  throw new Error('Nothing was refused');
}

test('only the providers that are asked for are rendered, and only their limits count', () => {
  const notification = { ...full, body: 'x'.repeat(3_950) };
  expect(Object.keys(renderPayloads({ notification: full, providers: ['apns', 'wns'] }))).toEqual([
    'apns',
    'wns',
  ]);
  expect(renderPayloads({ notification, providers: ['wns'] }).wns).toContain('xxx');
  expect(() => renderPayloads({ notification, providers: ['wns', 'fcm'] })).toThrow(PusherError);
  expect(renderPayloads({ notification, providers: [] })).toEqual({});
});

describe('a notification', () => {
  it('for FCM has strings as data', () => {
    expect(render('fcm', { notification: full })).toEqual({
      message: {
        notification: { title: 'Order 7', body: 'is on its way', image: 'https://cdn.example/van.png' },
        data: { order: '7', count: '2', nested: '{"a":[1]}' },
        android: {
          collapse_key: 'order-7',
          notification: { icon: 'https://cdn.example/van.png', sound: 'chime' },
        },
      },
    });
  });

  it('for APNs has its headers beside it', () => {
    expect(render('apns', { notification: full, expiresAtMs: 1_800_000_000_999 })).toEqual({
      headers: {
        'apns-push-type': 'alert',
        'apns-priority': '10',
        'apns-expiration': '1800000000',
        'apns-collapse-id': 'order-7',
      },
      aps: { alert: { title: 'Order 7', body: 'is on its way' }, sound: 'chime' },
      data: full.data,
    });
  });

  it('for web push has its headers beside it', () => {
    expect(render('webPush', { notification: full })).toEqual({
      headers: { ttl: 2_419_200, urgency: 'normal', topic: 'order-7' },
      notification: { title: 'Order 7', body: 'is on its way', image: 'https://cdn.example/van.png' },
      data: full.data,
    });
  });

  it('for HMS has its data as text, and a tag, as collapse keys are numbers there', () => {
    expect(render('hms', { notification: full })).toEqual({
      message: {
        notification: { title: 'Order 7', body: 'is on its way', image: 'https://cdn.example/van.png' },
        data: JSON.stringify(full.data),
        android: { notification: { click_action: { type: 3 }, sound: 'chime', tag: 'order-7' } },
      },
    });
    const numbered = render('hms', { notification: { title: 't', collapseKey: '42' } });
    expect(numbered.message.android).toEqual({
      collapse_key: 42,
      notification: { click_action: { type: 3 } },
    });
  });

  it('for WNS is a toast', () => {
    expect(render('wns', { notification: full })).toEqual({
      type: 'toast',
      toast: {
        visual: {
          binding: {
            template: 'ToastGeneric',
            text: ['Order 7', 'is on its way'],
            image: 'https://cdn.example/van.png',
          },
        },
        audio: { src: 'chime' },
      },
      data: full.data,
    });
  });

  it('leaves out what it does not have', () => {
    const notification = { title: 'Only this' };
    expect(PROVIDERS.map((provider) => render(provider, { notification }))).toEqual([
      { message: { notification: { title: 'Only this' } } },
      {
        headers: { 'apns-push-type': 'alert', 'apns-priority': '10' },
        aps: { alert: { title: 'Only this' } },
      },
      { headers: { ttl: 2_419_200, urgency: 'normal' }, notification: { title: 'Only this' } },
      {
        message: {
          notification: { title: 'Only this' },
          android: { notification: { click_action: { type: 3 } } },
        },
      },
      { type: 'toast', toast: { visual: { binding: { template: 'ToastGeneric', text: ['Only this'] } } } },
    ]);
  });

  it('that shows nothing is data, which APNs brings in the background', () => {
    const data = { refresh: true };
    expect(PROVIDERS.map((provider) => render(provider, { notification: { data } }))).toEqual([
      { message: { data: { refresh: 'true' } } },
      {
        headers: { 'apns-push-type': 'background', 'apns-priority': '5' },
        aps: { 'content-available': 1 },
        data,
      },
      { headers: { ttl: 2_419_200, urgency: 'normal' }, data },
      { message: { data: '{"refresh":true}' } },
      { type: 'raw', data },
    ]);
  });

  it.each(['a key with spaces', 'ключ', 'x'.repeat(65)])(
    'with the collapse key "%s" is sent under a digest of it',
    (collapseKey) => {
      const notification = { title: 't', collapseKey };
      const other = { title: 't', collapseKey: `${collapseKey}!` };
      const { topic } = render('webPush', { notification }).headers;
      expect(topic).toMatch(/^[A-Za-z0-9_-]{32}$/);
      expect(render('apns', { notification }).headers['apns-collapse-id']).toBe(topic);
      expect(render('webPush', { notification: other }).headers.topic).not.toBe(topic);
    },
  );

  it.each(['from', 'message_type', 'google.x', 'gcm.notification.y'])(
    'with data that FCM refuses, %s, is refused',
    (key) => {
      const notification = { data: { [key]: '1' } };
      expect(refusalOf(() => render('fcm', { notification }))).toContain(`"${key}"`);
      expect(render('apns', { notification }).data).toEqual({ [key]: '1' });
    },
  );
});

describe('a payload', () => {
  it.each([
    ['fcm', 4_096],
    ['apns', 4_096],
    ['webPush', 3_993],
    ['hms', 4_096],
    ['wns', 5_000],
  ] as const)('for %s has at most %d bytes', (provider, limit) => {
    const sized = (length: number) =>
      render(provider, { notification: { title: 'ä', data: { x: 'x'.repeat(length) } } });
    const message = refusalOf(() => sized(limit));
    const bytes = Number(/has (\d+) bytes/.exec(message)?.[1]);
    expect(message).toBe(`The payload for ${provider} has ${bytes} bytes: at most ${limit} are taken`);
    const fits = limit - (bytes - limit);
    expect(sized(fits)).toBeDefined();
    expect(() => sized(fits + 1)).toThrow(`has ${limit + 1} bytes`);
  });

  it('of an app itself has at most 4,096 bytes', () => {
    const payload = { type: 'raw', data: 'x'.repeat(4_200) };
    expect(refusalOf(() => override('wns', payload))).toContain('at most 4096 bytes');
  });
});

describe('an override', () => {
  it('is sent instead of what would be rendered, with what the provider cannot do without', () => {
    expect(override('fcm', { message: { data: { n: 1 }, apns: { payload: {} } } })).toEqual({
      message: { data: { n: '1' }, apns: { payload: {} } },
    });
    expect(override('apns', { aps: { alert: 'Hi' }, id: 3 }, 1_800_000_000_000)).toEqual({
      headers: { 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-expiration': '1800000000' },
      aps: { alert: 'Hi' },
      id: 3,
    });
    expect(override('apns', { aps: { 'content-available': 1 } }).headers).toEqual({
      'apns-push-type': 'background',
      'apns-priority': '5',
    });
    expect(override('webPush', { notification: { title: 'Hi' } })).toEqual({
      headers: { ttl: 2_419_200, urgency: 'normal' },
      notification: { title: 'Hi' },
    });
    expect(override('hms', { message: { data: 'x' }, validate_only: true })).toEqual({
      message: { data: 'x' },
      validate_only: true,
    });
    const tile = { visual: { binding: [{ template: 'TileMedium', text: ['Hi'] }] } };
    expect(override('wns', { type: 'tile', tile })).toEqual({ type: 'tile', tile });
  });

  it('may say every header', () => {
    const apns = {
      'apns-push-type': 'liveactivity',
      'apns-priority': '5',
      'apns-expiration': '0',
      'apns-topic': 'com.example.app.push-type.liveactivity',
      'apns-collapse-id': 'match 7'.replace(' ', '-'),
    };
    expect(override('apns', { headers: apns, aps: {} }, 1_800_000_000_000).headers).toEqual(apns);
    expect(override('apns', { headers: { 'apns-expiration': 12 }, aps: {} }).headers['apns-expiration']).toBe(
      '12',
    );
    const webPush = { ttl: 0, urgency: 'very-low', topic: 'match-7', vapidAudience: 'https://push.example' };
    expect(override('webPush', { headers: webPush }).headers).toEqual(webPush);
  });

  it.each<[Provider, object, string]>([
    ['apns', { headers: { 'apns-push-type': 'loud' }, aps: {} }, 'headers.apns-push-type'],
    ['apns', { headers: { 'apns-priority': 10 }, aps: {} }, 'headers.apns-priority'],
    ['apns', { headers: { 'apns-expiration': '-1' }, aps: {} }, 'headers.apns-expiration'],
    ['apns', { headers: { 'apns-topic': 'a b' }, aps: {} }, 'headers.apns-topic: must be a topic'],
    [
      'apns',
      { headers: { 'apns-collapse-id': 'x'.repeat(65) }, aps: {} },
      'headers.apns-collapse-id: must be',
    ],
    ['apns', { headers: { authorization: 'x' }, aps: {} }, 'authorization'],
    ['apns', { alert: 'Hi' }, 'aps'],
    ['webPush', { headers: { ttl: -1 } }, 'headers.ttl'],
    ['webPush', { headers: { ttl: 1.5 } }, 'headers.ttl'],
    ['webPush', { headers: { urgency: 'urgent' } }, 'headers.urgency'],
    ['webPush', { headers: { topic: 'a b' } }, 'headers.topic: must be'],
    ['webPush', { headers: { vapidAudience: 'http://push.example' } }, 'headers.vapidAudience: must be'],
    ['fcm', { notification: {} }, 'message'],
    ['fcm', { message: { token: 'x' } }, 'message.token: is the device'],
    ['fcm', { message: { topic: 'x' } }, 'message.topic: cannot be sent to'],
    ['fcm', { message: { condition: 'x' } }, 'message.condition: cannot be sent to'],
    ['fcm', { message: { data: 'x' } }, 'message.data'],
    ['hms', { message: { token: ['x'] } }, 'message.token: is the device'],
    ['hms', { message: { data: {} } }, 'message.data: must be a string'],
    ['wns', { type: 'badge' }, 'type'],
    ['wns', { type: 'toast' }, 'toast'],
  ])('for %s that is not valid is refused: %j', (provider, payload, place) => {
    expect(refusalOf(() => override(provider, payload))).toContain(`providerOverrides.${provider}`);
    expect(refusalOf(() => override(provider, payload))).toContain(place);
    expect(() => checkOverride(provider, JSON.stringify(payload))).toThrow(PusherError);
  });

  it('that is no object is refused', () => {
    expect(refusalOf(() => checkOverride('fcm', '[]'))).toBe('providerOverrides.fcm: must be an object');
  });

  it('is refused in bounded words', () => {
    const headers = { ['x'.repeat(3_000)]: 1 };
    expect(refusalOf(() => override('apns', { headers, aps: {} })).length).toBeLessThan(310);
  });
});

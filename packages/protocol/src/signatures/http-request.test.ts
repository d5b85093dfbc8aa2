import { hmacSha256, md5 } from './hmac.js';
import {
  parseParameters,
  type SignedRequest,
  signablePaths,
  signableQuery,
  verifyRequest,
} from './http-request.js';

const key = '278d425bdf160c739803';
const secret = '7ad3773142a6692b25b8';

/** Signs as the client libraries do: what they wrote, before any transport encodes it. */
function sign(method: string, path: string, query: string): string {
  return hmacSha256(secret, `${method}\n${path}\n${query}`);
}

const get = (query: string, path = '/apps/3/channels'): SignedRequest => ({
  method: 'GET',
  paths: [path],
  query,
});

describe('the published example (REST API, "Worked authentication example")', () => {
  const body = Buffer.from(String.raw`{"name":"foo","channels":["project-3"],"data":"{\"some\":\"data\"}"}`);
  const signature = 'da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c';
  const query = [
    `auth_key=${key}`,
    'auth_timestamp=1353088179',
    'auth_version=1.0',
    'body_md5=ec365a775a4cd0599faeb73354201b6f',
    `auth_signature=${signature}`,
  ];
  const request: SignedRequest = { method: 'POST', paths: ['/apps/3/events'], query: query.join('&') };

  it('has this body_md5', () => {
    expect(md5(body)).toBe('ec365a775a4cd0599faeb73354201b6f');
  });

  it('is verified, in whatever order the parameters arrive', () => {
    expect(verifyRequest(secret, signature, request)).toBe(true);
    expect(verifyRequest(secret, signature, { ...request, query: query.toReversed().join('&') })).toBe(true);
  });

  it.each<[string, Partial<SignedRequest>]>([
    ['method', { method: 'GET' }],
    ['path', { paths: ['/apps/4/events'] }],
    ['parameters', { query: request.query.replace('1353088179', '1353088180') }],
    ['parameters (one more)', { query: `${request.query}&info=user_count` }],
  ])('covers the %s', (_what, change) => {
    expect(verifyRequest(secret, signature, { ...request, ...change })).toBe(false);
  });

  it('covers what stands behind the signature too', () => {
    expect(verifyRequest(secret, signature, { ...request, query: `${request.query}&channel=other` })).toBe(
      false,
    );
  });

  it('needs the right secret and the whole signature', () => {
    expect(verifyRequest('other', signature, request)).toBe(false);
    expect(verifyRequest(secret, signature.slice(1), request)).toBe(false);
    expect(verifyRequest(secret, '', request)).toBe(false);
  });
});

describe('the signed query', () => {
  it('has lower-cased, sorted keys and decoded values, and not the signature', () => {
    expect(
      signableQuery('Info=user_count%2Csubscription_count&auth_signature=x&auth_key=k&AUTH_signature=y'),
    ).toBe('auth_key=k&info=user_count,subscription_count');
  });

  it('is empty for an empty query', () => {
    expect(signableQuery('')).toBe('');
  });

  it('reads empty values, missing ones, and equals signs inside values', () => {
    expect([...parseParameters('a=&b&c=d=e')]).toEqual([
      ['a', ''],
      ['b', ''],
      ['c', 'd=e'],
    ]);
  });

  it('keeps a percent sign that encodes nothing', () => {
    expect([...parseParameters('a=100%&b=%zz&c=%C3')]).toEqual([
      ['a', '100%'],
      ['b', '%zz'],
      ['c', '%C3'],
    ]);
  });

  it('is no place for surprises: __proto__ is a key like others', () => {
    expect(signableQuery('__proto__=1&constructor=2')).toBe('__proto__=1&constructor=2');
  });
});

describe('values are compared decoded', () => {
  const written = 'auth_key=k&filter_by_prefix=presence-é@,;';
  const signature = sign('GET', '/apps/3/channels', written);

  it('whether the transport encoded everything, something or nothing', () => {
    const queries = [
      written,
      'auth_key=k&filter_by_prefix=presence-%C3%A9%40%2C%3B',
      'auth_key=k&filter_by_prefix=presence-%c3%a9@,;',
    ];
    expect(queries.map((query) => verifyRequest(secret, signature, get(query)))).toEqual([true, true, true]);
  });

  it('a plus sign is a plus sign or a space, whichever was signed', () => {
    const query = 'auth_key=k&info=a+b';
    const path = '/apps/3/channels';
    expect(verifyRequest(secret, sign('GET', path, 'auth_key=k&info=a+b'), get(query))).toBe(true);
    expect(verifyRequest(secret, sign('GET', path, 'auth_key=k&info=a b'), get(query))).toBe(true);
    expect(
      verifyRequest(secret, sign('GET', path, 'auth_key=k&info=a+b'), get('auth_key=k&info=a%2Bb')),
    ).toBe(true);
    expect(verifyRequest(secret, sign('GET', path, 'auth_key=k&info=ab'), get(query))).toBe(false);
  });

  it("PHP's arrays are signed joined with commas", () => {
    const signature = sign('GET', '/apps/3/channels', 'auth_key=k&channels=a,b');
    const queries = [
      'auth_key=k&channels[]=a&channels[]=b',
      'channels[0]=a&auth_key=k&channels[1]=b',
      'auth_key=k&channels%5B0%5D=a&channels%5B1%5D=b',
      'auth_key=k&channels=a%2Cb',
    ];
    expect(queries.map((query) => verifyRequest(secret, signature, get(query)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(verifyRequest(secret, signature, get('auth_key=k&channels[0]=b&channels[1]=a'))).toBe(false);
  });
});

describe('the signed path', () => {
  it('is the raw one or the decoded one: libraries differ', () => {
    expect(signablePaths('/apps/3/users/a%20b/terminate_connections', '')).toEqual([
      '/apps/3/users/a%20b/terminate_connections',
      '/apps/3/users/a b/terminate_connections',
    ]);
  });

  it('has the prefix of the server or not', () => {
    expect(signablePaths('/ws/apps/3/users/a%40b/x', '/ws')).toEqual([
      '/ws/apps/3/users/a%40b/x',
      '/ws/apps/3/users/a@b/x',
      '/apps/3/users/a%40b/x',
      '/apps/3/users/a@b/x',
    ]);
  });

  it('is just one when there is nothing to decode and no prefix, or one that only looks alike', () => {
    expect(signablePaths('/apps/3/events', '')).toEqual(['/apps/3/events']);
    expect(signablePaths('/apps/3/events', '/app')).toEqual(['/apps/3/events']);
    expect(signablePaths('/apps/100%/events', '')).toEqual(['/apps/100%/events']);
  });

  it.each(['/apps/3/channels/a@b', '/apps/3/channels/a%40b', '/rt/apps/3/channels/a%40b'])(
    'verifies %s',
    (path) => {
      const paths = signablePaths('/rt/apps/3/channels/a%40b', '/rt');
      const request = { method: 'GET', paths, query: 'auth_key=k' };
      expect(verifyRequest(secret, sign('GET', path, 'auth_key=k'), request)).toBe(true);
    },
  );
});

describe('parseParameters', () => {
  it.each<[query: string, parameters: [name: string, value: string][]]>([
    ['', []],
    [
      'Info=a%20b&flag',
      [
        ['info', 'a b'],
        ['flag', ''],
      ],
    ],
    ['channels[0]=a&channels[1]=b', [['channels', 'a,b']]],
    ['channels%5B%5D=a&channels%5B%5D=b', [['channels', 'a,b']]],
    ['info=a&info=b', [['info', 'a,b']]],
    ['__proto__=a', [['__proto__', 'a']]],
  ])('reads %p', (query, parameters) => {
    expect([...parseParameters(query)]).toEqual(parameters);
  });
});

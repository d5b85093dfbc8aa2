import type { LookupAddress } from 'node:dns';
import { parseTargetUrl } from './parse-target-url.js';
import { RefusedTargetError } from './refused-target-error.js';
import type { Resolve } from './shared-lookups.js';
import { TargetGuard } from './target-guard.js';

function playing(...addresses: string[]): Resolve {
  const answers = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_hostname, _options, callback) => callback(null, answers);
}

async function lookUp(guard: TargetGuard, all: boolean): Promise<string | LookupAddress[]> {
  return await new Promise((resolve, reject) => {
    guard.lookup('hooks.test', { all }, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}

it('answers the public addresses of a name only', async () => {
  const resolve = playing('10.0.0.1', '8.8.8.8', '::1', '2606:4700::1111', '169.254.169.254');
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve });
  expect(await lookUp(guard, true)).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]);
  expect(await lookUp(guard, false)).toBe('8.8.8.8');
});

it.each(['127.0.0.1', '::1', '169.254.169.254', '::ffff:10.1.2.3'])(
  'refuses a name that is %s',
  async (address) => {
    const guard = new TargetGuard({ allowPrivateTargets: false, resolve: playing(address) });
    await expect(lookUp(guard, true)).rejects.toThrow(RefusedTargetError);
    await expect(lookUp(guard, false)).rejects.toThrow(RefusedTargetError);
  },
);

it('refuses localhost, as the system resolves it', async () => {
  const guard = new TargetGuard({ allowPrivateTargets: false });
  const looked = new Promise((resolve) => guard.lookup('localhost', { all: true }, resolve));
  expect(await looked).toBeInstanceOf(RefusedTargetError);
});

it('says why, but not where', async () => {
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve: playing('10.11.12.13') });
  await expect(lookUp(guard, true)).rejects.toThrow(/^The endpoint's address is not public \(private\)\.$/);
});

it('refuses a name without any address', async () => {
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve: playing() });
  await expect(lookUp(guard, true)).rejects.toThrow('no address');
});

it('hands on that a name cannot be resolved', async () => {
  const cause = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' });
  const resolve: Resolve = (_hostname, _options, callback) => callback(cause, []);
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve });
  await expect(lookUp(guard, true)).rejects.toBe(cause);
});

it('asks anew every time', async () => {
  const answers = ['8.8.8.8', '127.0.0.1'];
  const resolve: Resolve = (...args) => playing(answers.shift() ?? '')(...args);
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve });
  expect(await lookUp(guard, false)).toBe('8.8.8.8');
  await expect(lookUp(guard, false)).rejects.toThrow('loopback');
});

it('asks for a name that is being asked for only once, whoever waits for it', async () => {
  const asked: { name: string; answer: () => void }[] = [];
  let address = '8.8.8.8';
  const resolve: Resolve = (name, _options, callback) => {
    asked.push({ name, answer: () => callback(null, [{ address, family: 4 }]) });
  };
  const guard = new TargetGuard({ allowPrivateTargets: false, resolve });
  const ask = (name: string) =>
    new Promise((settle) => guard.lookup(name, { all: true }, (error, answer) => settle(error ?? answer)));
  const waiting = [ask('slow.test'), ask('SLOW.test'), ask('other.test')];
  expect(asked.map(({ name }) => name)).toEqual(['slow.test', 'other.test']);
  for (const { answer } of asked) answer();
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: 3 }, () => [{ address, family: 4 }]));
  address = '127.0.0.1';
  const later = ask('slow.test');
  expect(asked).toHaveLength(3);
  asked[2]?.answer();
  expect(await later).toBeInstanceOf(RefusedTargetError);
});

describe('an address in the URL', () => {
  const guard = new TargetGuard({ allowPrivateTargets: false });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.0.0.1./',
    'http://①②⑦.0.0.1/',
    'http://%31%32%37.0.0.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]:8443/',
  ])('is refused however it is spelt: %s', (url) => {
    expect(() => guard.ensureAllowedLiteral(parseTargetUrl(url))).toThrow(RefusedTargetError);
  });

  it.each(['http://8.8.8.8:1/', 'http://[2606:4700::1111]/', 'http://hooks.test/', 'http://localhost/'])(
    'that is public, and a name, which is judged when it is resolved, pass: %s',
    (url) => {
      expect(() => guard.ensureAllowedLiteral(parseTargetUrl(url))).not.toThrow();
    },
  );
});

it('refuses nothing when private targets are allowed', async () => {
  const guard = new TargetGuard({ allowPrivateTargets: true, resolve: playing('127.0.0.1', '10.0.0.1') });
  expect(await lookUp(guard, true)).toHaveLength(2);
  expect(() => guard.ensureAllowedLiteral(new URL('http://127.0.0.1/'))).not.toThrow();
});

describe('a URL', () => {
  it.each([
    ['not a url', 'not valid'],
    ['//hooks.test/', 'not valid'],
    ['http://', 'not valid'],
    ['http://[fe80::1%25eth0]/', 'not valid'],
    ['http://1.2.3.256/', 'not valid'],
    ['ftp://hooks.test/', 'http:// or https://'],
    ['file:///etc/passwd', 'http:// or https://'],
    ['unix:/run/docker.sock', 'http:// or https://'],
    ['http://user@hooks.test/', 'user or password'],
    ['http://:secret@hooks.test/', 'user or password'],
    ['https://user:secret@hooks.test/', 'user or password'],
  ])('%s is refused', (url, reason) => {
    const parse = () => parseTargetUrl(url);
    expect(parse).toThrow(RefusedTargetError);
    expect(parse).toThrow(reason);
    expect(parse).not.toThrow(/hooks|secret|passwd|docker|256/);
  });

  it('may have any port and a query', () => {
    const { origin, pathname, search } = parseTargetUrl('HTTPS://Hooks.Test:1/a/b?c=d#e');
    expect({ origin, pathname, search }).toEqual({
      origin: 'https://hooks.test:1',
      pathname: '/a/b',
      search: '?c=d',
    });
  });
});

import type { RequestListener } from 'node:http';
import { httpEndpoint } from '../../testing/http-endpoint.js';
import { sendingFrom } from '../../testing/http-requests.js';
import type { Resolve } from '../address/shared-lookups.js';
import { TargetGuard, type TargetGuardOptions } from '../address/target-guard.js';

const answerAndClose: RequestListener = (_request, response) =>
  response.setHeader('Connection', 'close').end();

/** On the same port of two addresses of this machine. The first stands for a public one, the second for ours. */
async function listenOnBoth() {
  const outside = await httpEndpoint(answerAndClose);
  const inside = await httpEndpoint(answerAndClose, { host: '127.0.0.2', port: outside.port });
  return { outside, inside, port: outside.port };
}

const refuseInside: TargetGuardOptions = {
  allowPrivateTargets: false,
  refuse: (address) => (address === '127.0.0.1' ? undefined : 'private'),
};

const guarded = (options: TargetGuardOptions) => sendingFrom({ guard: new TargetGuard(options) });

/** Another answer to every question; the last one stays. */
function playing(...answers: string[][]): Resolve {
  return (_hostname, _options, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  };
}

it('a name that is private is refused, and nobody connects', async () => {
  await using inside = await httpEndpoint(answerAndClose);
  await using sender = guarded({ allowPrivateTargets: false, resolve: playing(['127.0.0.1']) });
  expect(await sender.send(`http://hooks.test:${inside.port}/path`)).toEqual({
    kind: 'failed',
    reason: 'refused_target',
    message: "The endpoint's address is not public (loopback).",
  });
  expect(inside.connections).toBe(0);
});

it('localhost and every spelling of its address are refused', async () => {
  await using inside = await httpEndpoint(answerAndClose);
  await using sender = guarded({ allowPrivateTargets: false });
  const hosts = [
    'localhost',
    'LOCALHOST',
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.1',
    '[::ffff:127.0.0.1]',
  ];
  for (const host of hosts) {
    const answer = await sender.send(`http://${host}:${inside.port}/`);
    expect(answer).toMatchObject({ kind: 'failed', reason: 'refused_target' });
  }
  expect(inside.connections).toBe(0);
});

it('other protocols and credentials are refused', async () => {
  await using inside = await httpEndpoint(answerAndClose);
  await using sender = guarded({ allowPrivateTargets: true });
  for (const url of [`ftp://127.0.0.1:${inside.port}/`, `http://user:secret@127.0.0.1:${inside.port}/`, '']) {
    expect(await sender.send(url)).toMatchObject({ kind: 'failed', reason: 'refused_target' });
  }
  expect(inside.connections).toBe(0);
});

it('of a mixed answer the public address is used, whatever the order', async () => {
  const { outside, inside, port } = await listenOnBoth();
  await using _outside = outside;
  await using _inside = inside;
  const resolve = playing(['127.0.0.2', '127.0.0.1'], ['127.0.0.1', '127.0.0.2']);
  await using sender = guarded({ ...refuseInside, resolve });
  for (const expected of [1, 2]) {
    expect(await sender.send(`http://hooks.test:${port}/`)).toEqual({ kind: 'answered', status: 200 });
    expect(outside.connections).toBe(expected);
  }
  expect(inside.connections).toBe(0);
});

it('a name that moves to a private address is not followed there', async () => {
  const { outside, inside, port } = await listenOnBoth();
  await using _outside = outside;
  await using _inside = inside;
  await using sender = guarded({ ...refuseInside, resolve: playing(['127.0.0.1'], ['127.0.0.2']) });
  expect(await sender.send(`http://hooks.test:${port}/`)).toEqual({ kind: 'answered', status: 200 });
  expect(await sender.send(`http://hooks.test:${port}/`)).toMatchObject({ reason: 'refused_target' });
  expect(outside.connections).toBe(1);
  expect(inside.connections).toBe(0);
});

it('a redirect to a private address is not followed', async () => {
  const { outside, inside } = await listenOnBoth();
  await using _outside = outside;
  await using _inside = inside;
  await using redirecting = await httpEndpoint((_request, response) =>
    response.writeHead(307, { Location: inside.url }).end(),
  );
  await using sender = guarded(refuseInside);
  const answer = await sender.send(redirecting.url);
  expect(answer).toEqual({ kind: 'answered', status: 307 });
  expect(inside.connections).toBe(0);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Resolve, TargetGuard, type TargetGuardOptions } from '../address/target-guard.js';
import { HttpSender } from './http-sender.js';

/** Counts who comes, and closes every connection after its answer. */
async function listen(host: string, wanted = 0) {
  const server = createServer((_request, response) => response.setHeader('Connection', 'close').end());
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(wanted, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** On the same port of two addresses of this machine. The first stands for a public one, the second for ours. */
async function listenOnBoth() {
  const outside = await listen('127.0.0.1');
  const inside = await listen('127.0.0.2', outside.port);
  return { outside, inside, port: outside.port };
}

const refuseInside: TargetGuardOptions = {
  allowPrivateTargets: false,
  refuse: (address) => (address === '127.0.0.1' ? undefined : 'private'),
};

function senderWith(options: TargetGuardOptions) {
  const sender = new HttpSender({ guard: new TargetGuard(options), version: '0' });
  const request = { body: '{}', headers: {}, timeout: 10_000 };
  return {
    send: (url: string) => sender.send({ kind: 'http', url }, request),
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

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
  await using inside = await listen('127.0.0.1');
  await using sender = senderWith({ allowPrivateTargets: false, resolve: playing(['127.0.0.1']) });
  expect(await sender.send(`http://hooks.test:${inside.port}/path`)).toEqual({
    kind: 'failed',
    reason: 'refused_target',
    message: "The endpoint's address is not public (loopback).",
  });
  expect(inside.connections).toBe(0);
});

it('localhost and every spelling of its address are refused', async () => {
  await using inside = await listen('127.0.0.1');
  await using sender = senderWith({ allowPrivateTargets: false });
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
  await using inside = await listen('127.0.0.1');
  await using sender = senderWith({ allowPrivateTargets: true });
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
  await using sender = senderWith({ ...refuseInside, resolve });
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
  await using sender = senderWith({ ...refuseInside, resolve: playing(['127.0.0.1'], ['127.0.0.2']) });
  expect(await sender.send(`http://hooks.test:${port}/`)).toEqual({ kind: 'answered', status: 200 });
  expect(await sender.send(`http://hooks.test:${port}/`)).toMatchObject({ reason: 'refused_target' });
  expect(outside.connections).toBe(1);
  expect(inside.connections).toBe(0);
});

it('a redirect to a private address is not followed', async () => {
  const { outside, inside, port } = await listenOnBoth();
  await using _outside = outside;
  await using _inside = inside;
  const redirecting = createServer((_request, response) =>
    response.writeHead(307, { Location: `http://127.0.0.2:${port}/` }).end(),
  );
  redirecting.listen(0, '127.0.0.1');
  await once(redirecting, 'listening');
  await using sender = senderWith(refuseInside);
  const answer = await sender.send(`http://127.0.0.1:${(redirecting.address() as AddressInfo).port}/`);
  expect(answer).toEqual({ kind: 'answered', status: 307 });
  expect(inside.connections).toBe(0);
  redirecting.closeAllConnections();
  await once(redirecting.close(), 'close');
});

import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { ApiClient, type AppCredentials, defaultApp, RawClient, type ServerAddress } from '@shoal/testing';
import { again, together } from './again.js';
import type { Fault } from './fault.js';

/** The app that {@link trafficConfiguration} gives narrow limits. */
const smallApp: AppCredentials = { id: 'small', key: 'small-key', secret: 'small-secret' };

/** For what would hide the requests of others. */
const busyApp: AppCredentials = { id: 'busy', key: 'busy-key', secret: 'busy-secret' };

const smallQuota = 10;
const wrongSecret = 'the secret of yesterday';

/** Connections beyond which a server has too many, for the threshold. */
export const manyConnections = 30;

/** What the faults below need of a server. */
export const trafficConfiguration = {
  config: {
    app_manager: {
      array: {
        apps: [
          defaultApp,
          busyApp,
          { ...smallApp, limits: { max_connections: smallQuota, max_backend_events_per_second: 2 } },
        ],
      },
    },
  },
  env: { WEBSOCKET_SLOW_CONSUMER: 'drop', WEBSOCKET_MAX_BACKPRESSURE: '65536' },
};

/** What clients and backends do to one server. */
export function trafficFaults(server: ServerAddress, cluster: string): readonly Fault[] {
  const small = { ...server, app: smallApp };
  return [
    {
      ...{ what: 'more clients than the server should have', cluster },
      inflict: () => connectMany(server, manyConnections + 10),
    },
    {
      ...{ what: 'connections that break off', cluster },
      inflict: async () => again(50, () => connectAndVanish(server)),
    },
    {
      ...{ what: 'a backend that publishes more than it may', cluster },
      inflict: async () => publishing(small, 50, { name: 'event', channel: 'news', data: '{}' }),
    },
    {
      ...{ what: 'an app at its quota, and clients that come all the same', cluster },
      inflict: async () =>
        together(
          await connectMany(small, smallQuota),
          again(100, () => connectInVain(small)),
        ),
    },
    {
      ...{ what: 'cache channels that nobody has published to', cluster },
      inflict: () => missing(server),
    },
    {
      ...{ what: 'a backend that signs subscriptions with another secret', cluster },
      inflict: () => subscribingWronglySigned(server),
    },
    {
      ...{
        what: 'a backend that signs requests with another secret',
        cluster,
      },
      inflict: async () => asking(server, 100, wrongSecret),
    },
    {
      ...{ what: 'a client that does not read', cluster },
      inflict: () => floodingADeafClient({ ...server, app: busyApp }),
    },
  ];
}

/** A backend behind a slow line: the body of each request comes a while after its head. */
export function slowRequests(server: ServerAddress, cluster: string): Fault {
  return {
    ...{ what: 'requests that take long', cluster },
    inflict: async () => again(0, () => publishSlowly(server, 400)),
  };
}

/** A backend publishes batches to many sockets: those that are served last wait for all others. */
export function crowdedChannels(server: ServerAddress, cluster: string): Fault {
  const channels = Array.from({ length: 10 }, (_, index) => `crowd-${index}`);
  const batch = channels.map((channel) => ({ name: 'event', channel, data: 'x'.repeat(1_000) }));
  return {
    ...{ what: 'channels with more subscribers than are served in time', cluster },
    inflict: async () => {
      const crowd = await Promise.all(Array.from({ length: 100 }, () => RawClient.connect({ server })));
      for (const client of crowd) for (const channel of channels) await client.subscribe(channel);
      const api = new ApiClient(server);
      return together(
        ...crowd,
        closing(api),
        again(50, () => api.post('/batch_events', { body: { batch } })),
      );
    },
  };
}

async function connectMany(server: ServerAddress, count: number): Promise<AsyncDisposable> {
  return together(...(await Promise.all(Array.from({ length: count }, () => RawClient.connect({ server })))));
}

async function connectAndVanish(server: ServerAddress): Promise<void> {
  const client = await RawClient.connect({ server });
  client.socket.terminate();
}

async function connectInVain(server: ServerAddress): Promise<void> {
  await using client = await RawClient.open({ server });
  await client.closed;
}

function publishing(server: ServerAddress, everyMs: number, body: object): AsyncDisposable {
  const api = new ApiClient(server);
  return together(
    closing(api),
    again(everyMs, () => api.post('/events', { body })),
  );
}

function asking(server: ServerAddress, everyMs: number, secret: string): AsyncDisposable {
  const api = new ApiClient(server);
  return together(
    closing(api),
    again(everyMs, () => api.get('/channels', { secret })),
  );
}

async function missing(server: ServerAddress): Promise<AsyncDisposable> {
  const client = await RawClient.connect({ server });
  let count = 0;
  return together(
    client,
    again(100, () => client.subscribe(`cache-never-${++count}`)),
  );
}

async function subscribingWronglySigned(server: ServerAddress): Promise<AsyncDisposable> {
  const client = await RawClient.connect({ server });
  const subscribe = async () => {
    const auth = `${server.app.key}:${'0'.repeat(64)}`;
    client.send({ event: 'pusher:subscribe', data: { channel: 'private-news', auth } });
    await client.next('pusher:subscription_error');
  };
  return together(client, again(100, subscribe));
}

/** The server times from the head to its answer. */
async function publishSlowly({ host, port, app }: ServerAddress, afterMs: number): Promise<void> {
  const body = JSON.stringify({ name: 'event', channel: 'news', data: '{}' });
  const path = signedPath(app, body);
  const headers = { 'content-length': body.length, 'content-type': 'application/json' };
  const outgoing = request({ host, port, method: 'POST', path, headers });
  outgoing.flushHeaders();
  setTimeout(() => outgoing.end(body), afterMs);
  const [response] = await once(outgoing, 'response');
  response.resume();
  await once(response, 'end');
}

function signedPath({ id, key, secret }: AppCredentials, body: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const md5 = createHash('md5').update(body).digest('hex');
  const query = `auth_key=${key}&auth_timestamp=${now}&auth_version=1.0&body_md5=${md5}`;
  const path = `/apps/${id}/events`;
  const signature = createHmac('sha256', secret).update(`POST\n${path}\n${query}`).digest('hex');
  return `${path}?${query}&auth_signature=${signature}`;
}

async function floodingADeafClient(server: ServerAddress): Promise<AsyncDisposable> {
  const client = await RawClient.connect({ server });
  await client.subscribe('flood');
  client.socket.pause();
  const deaf = { [Symbol.asyncDispose]: async () => client.socket.terminate() };
  return together(
    deaf,
    publishing(server, 25, { name: 'event', channel: 'flood', data: 'x'.repeat(100_000) }),
  );
}

function closing(part: Disposable): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => part[Symbol.dispose]() };
}

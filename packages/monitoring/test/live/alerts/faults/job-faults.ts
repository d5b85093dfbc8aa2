import { RawClient, type SpawnedProcess } from '@shoal/testing';
import { clusterName as cluster, type WatchedCluster } from '../watched-cluster.js';
import { again, together } from './again.js';
import type { Fault } from './fault.js';

const webhooksOf = (part: string) => `*:webhooks:${part}`;

/** Workers stand still, while there is work. */
export function workersGone(watched: WatchedCluster): Fault {
  const workers = [watched.cluster.worker(0), watched.pushWorker];
  return {
    ...{ what: 'workers that stand still', stopsProcess: true, cluster },
    inflict: async () => {
      const working = together(await talking(watched), pushing(watched, 'fcm'));
      for (const worker of workers) worker.signal('SIGSTOP');
      return together(...workers.map(goesOn), working);
    },
  };
}

/** Jobs that another release has left in the queue. */
export function foreignJobs(watched: WatchedCluster): Fault {
  const { server } = watched.cluster.redis;
  let count = 0;
  return {
    ...{ what: 'jobs of another release', cluster },
    // When nobody adds jobs any more, the last ones wait until a worker looks by itself.
    alsoMaybe: ['ShoalWebhooksDelayed'],
    inflict: async () => {
      const talk = await talking(watched);
      const prefix = (await server.command('KEYS', webhooksOf('meta'))).replace(/meta$/, '');
      const leave = async () => {
        const id = `foreign-${++count}`;
        const fields = [
          'name',
          'job',
          'data',
          '{"release":99}',
          'opts',
          '{}',
          'timestamp',
          String(Date.now()),
        ];
        await server.command('HSET', prefix + id, ...fields);
        // Taken with the next job, at the latest.
        await server.command('LPUSH', `${prefix}wait`, id);
      };
      return together(talk, again(200, leave));
    },
  };
}

/** The providers of pushes fail often; if they always did, they would be left alone for longer than a test lasts. */
export function providersFailing(watched: WatchedCluster): Fault {
  const { pushServices } = watched;
  return {
    ...{ what: 'push services that fail often', cluster },
    inflict: async () => {
      await pushServices.behave({ failing: 0.4 });
      const wellAgain = { [Symbol.asyncDispose]: () => pushServices.behave({}) };
      return together(wellAgain, pushing(watched, 'fcm'));
    },
  };
}

/** A push service that does not know the key of the credential. */
export function revokedCredential(watched: WatchedCluster): Fault {
  return {
    ...{ what: 'a credential that was revoked', cluster },
    inflict: async () => pushing(watched, 'apns'),
  };
}

/** Somebody has taken the rights away that processes had on the queue of webhooks, and left them all others. */
export function forbiddenQueue(watched: WatchedCluster): Fault {
  const { server } = watched.cluster.redis;
  const others = ['~[^s]*', '~shoal:[^q]*', '~shoal:queue:{jobs}:[^w]*'];
  return {
    ...{
      what: 'a queue of webhooks that is forbidden',
      cluster,
    },
    alsoMaybe: ['ShoalDegraded', 'ShoalJobsFailing', 'ShoalWebhooksDelayed'],
    inflict: async () => {
      await server.command('ACL', 'SETUSER', 'default', 'resetkeys', ...others);
      const allowed = async () => void (await server.command('ACL', 'SETUSER', 'default', 'allkeys'));
      return together({ [Symbol.asyncDispose]: allowed }, pushing(watched, 'fcm'));
    },
  };
}

/** Client events, each of which is a webhook. */
async function talking({ cluster: { nodes } }: WatchedCluster): Promise<AsyncDisposable> {
  const [server] = nodes;
  if (server === undefined) throw new Error('There is no server');
  const client = await RawClient.connect({ server });
  await client.subscribe('private-talk');
  const talk = async () => client.send({ event: 'client-word', channel: 'private-talk', data: {} });
  return together(client, again(100, talk));
}

/** Publishes to one device, which need not be registered. */
function pushing({ api }: WatchedCluster, service: 'fcm' | 'apns'): AsyncDisposable {
  const recipient = {
    fcm: { transportType: 'gcm', registrationToken: 'token' },
    apns: { transportType: 'apns', deviceToken: '0'.repeat(64) },
  }[service];
  const body = { recipients: [{ type: 'recipient', recipient }], payload: { title: 'Hello', body: 'there' } };
  const publish = async () => {
    const { status, text } = await api.post('/push/publish', { body });
    // Refused while too much waits.
    if (status !== 202 && status !== 429) throw new Error(`A push was answered with ${status}: ${text}`);
  };
  return again(250, publish);
}

function goesOn(worker: SpawnedProcess): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => worker.signal('SIGCONT') };
}

import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, type RedisProcess, type ServerAddress } from '@shoal/testing';
import type { RestartableServer } from '../restartable-server.js';
import { again, together } from './again.js';
import type { Fault } from './fault.js';

/** A server that hardly gets any time of its machine. */
export function starvedServer(server: RestartableServer, cluster: string): Fault {
  const starve = async () => {
    server.signal('SIGSTOP');
    await pause(200);
    server.signal('SIGCONT');
  };
  return {
    ...{
      what: 'a server that is stopped for half of the time',
      stopsProcess: true,
      cluster,
    },
    inflict: async () => again(200, starve),
  };
}

/** A server that is told to stop and has clients, with a drain that takes for ever. */
export function stuckServer(server: RestartableServer, cluster: string): Fault {
  return {
    ...{ what: 'a server that drains and does not end', stopsProcess: true, cluster },
    inflict: async () => {
      const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect({ server })));
      server.signal('SIGTERM');
      return together(...clients, broughtBack(server));
    },
  };
}

/** A server that dies without a word, the only one of its installation. */
export function killedServer(server: RestartableServer, cluster: string): Fault {
  return {
    ...{ what: 'a server that is killed', stopsProcess: true, cluster },
    inflict: async () => {
      await server.kill();
      return broughtBack(server);
    },
  };
}

/** A server that dies whenever it has come up. */
export function crashingServer(server: RestartableServer, cluster: string): Fault {
  const crash = async () => {
    await server.kill();
    await server.start();
  };
  return {
    ...{ what: 'a server that dies whenever it has come up', stopsProcess: true, cluster },
    inflict: async () => again(1_500, crash),
  };
}

/** A server that waits for a Redis which is not there. It is ready when Redis is. */
export function waitingServer(redis: RedisProcess, cluster: string): Fault {
  return {
    ...{ what: 'a server that never becomes ready', cluster },
    alsoMaybe: ['ShoalDegraded', 'ShoalAdapterDisconnected'],
    inflict: async () => ({ [Symbol.asyncDispose]: () => redis.restart() }),
  };
}

/** More apps than the metrics have room for. */
export function crowdedMetrics(server: ServerAddress, cluster: string): Fault {
  return {
    ...{ what: 'an app for which the metrics have no room', cluster },
    inflict: () => RawClient.connect({ server }),
  };
}

function broughtBack(server: RestartableServer): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await server.kill();
      await server.start();
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import {
  channelTypes,
  type ObservedCluster,
  observedApps,
  Room,
  startObservedCluster,
  Visits,
} from '@shoal/testing';
import { holdWork } from './hold-work.js';
import { Observer } from './observer.js';

export interface LedgerPlay {
  /** How often the load is held and everything compared exactly. */
  readonly rests: number;
  /** Rounds of the load before each of them. */
  readonly rounds: number;
}

/** Lease and two seconds: by then the cluster knows that a node is dead. */
const sweptAfter = 12_000;

const scrapeEvery = 250;

/** Of the server that is killed, under load. */
const lastScrapes = 4;

/** Plays a load, compares with its ledger at every scrape, kills a server, and compares again. @returns scrapes */
export async function playLedger({ rests, rounds }: LedgerPlay): Promise<number> {
  await using observed = await startObservedCluster({
    hasPrometheus: false,
    load: { rooms: 3, pace: 0 },
  });
  const observer = new Observer(observed);
  for (let rest = 1; rest <= rests; rest += 1) {
    observed.load.play();
    await watchUntil(observed, observer, () => observed.load.rounds >= rest * rounds);
    await observed.load.hold();
    await observer.expectRest(observed.load.rooms);
  }
  const room = await holdWork(observed, () => seatClients(observed));
  await killOne(observed, observer, room);
  return observer.scrapes;
}

async function watchUntil(
  { load, processes }: ObservedCluster,
  observer: Observer,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    for (const process of processes) await observer.watch(process, load.rooms);
    if (load.failures.length > 0) throw load.failures[0];
    await pause(scrapeEvery);
  }
}

/** A server is killed under load, while clients sit on all servers and do nothing. */
async function killOne(observed: ObservedCluster, observer: Observer, room: Room): Promise<void> {
  const { load, processes } = observed;
  try {
    const victim = observed.process('server-2');
    load.play();
    for (let scrape = 1; scrape <= lastScrapes; scrape += 1) {
      await observer.watch(victim, [...load.rooms, room]);
    }
    victim.process.signal('SIGKILL');
    const killedAt = performance.now();
    // Whoever was in the middle of something with it has failed; all clients of the load go.
    await load[Symbol.asyncDispose]();
    const survivors = room.seats.filter(({ server }) => server.name !== victim.name);
    room.seats.splice(0, room.seats.length, ...survivors);
    await pause(killedAt + sweptAfter - performance.now());
    const alive = processes.filter((process) => process.role === 'server' && process !== victim);
    await observer.expectTables(alive, [room]);
  } finally {
    for (const { client } of room.seats) client.socket.terminate();
  }
}

/** Two clients on each server, in all channels. */
async function seatClients({ cluster, load }: ObservedCluster): Promise<Room> {
  const [app] = observedApps;
  if (app === undefined) throw new Error('There is no app');
  const servers = cluster.nodes.map(({ host, port }, index) => ({
    name: `server-${index}`,
    address: { host, port, app },
  }));
  const room = new Room({ name: 'sitting', servers, ledger: load.ledger });
  const visits = new Visits(room);
  for (const server of [...servers, ...servers]) {
    const seat = await visits.enter(server);
    for (const type of channelTypes) await visits.subscribe(seat, type);
  }
  return room;
}

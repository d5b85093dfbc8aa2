import { eventually, RawClient, type ServerCluster, type ServerProcess } from '@shoal/testing';
import { countOf, usersOf } from './cluster-answers.js';

export interface Crowd {
  readonly sockets: number;
  /** Presence channels that each of them is in. */
  readonly channels: number;
}

/** A lease of 10 s, a look every second, a second to sweep; and 8 s for a machine that has much else to do. */
const sweptWithin = 20_000;

async function enter(server: ServerProcess, userId: string, rooms: readonly string[]): Promise<RawClient> {
  const client = await RawClient.connect({ server });
  for (const room of rooms) await client.subscribe(room, { member: { user_id: userId } });
  return client;
}

/** What a client was told since the last look: `-bob presence-room-1`, sorted. */
function told(client: RawClient, event: 'member_added' | 'member_removed'): string[] {
  const frames = client.drainInbox().filter((frame) => frame.event === `pusher_internal:${event}`);
  return frames
    .map(({ payload, channel }) => `${(payload as { user_id: string }).user_id} ${channel}`)
    .sort();
}

/**
 * Kills the last node with a crowd on it, and expects that the clients of the
 * other nodes are told of each departure once, and that only they are left.
 */
export async function expectDepartures(cluster: ServerCluster, { sockets, channels }: Crowd): Promise<void> {
  const rooms = Array.from({ length: channels }, (_, index) => `presence-room-${index}`);
  const survivors = cluster.nodes.slice(0, -1);
  const victim = cluster.node(cluster.nodes.length - 1);
  const names = Array.from({ length: sockets }, (_, index) => `victim-${index}`);
  const expected = names.flatMap((name) => rooms.map((room) => `${name} ${room}`)).sort();

  const observers = await Promise.all(
    survivors.map((node, index) => enter(node, `observer-${index}`, rooms)),
  );
  const arrived = observers.map((): string[] => []);
  for (const name of names) await enter(victim, name, rooms);
  await eventually(
    () => {
      for (const [index, observer] of observers.entries()) {
        arrived[index]?.push(...told(observer, 'member_added').filter((line) => line.startsWith('victim')));
        expect([...(arrived[index] ?? [])].sort()).toEqual(expected);
      }
    },
    { withinMs: 15_000, what: 'all arrivals' },
  );

  victim.signal('SIGKILL');
  const left = observers.map((): string[] => []);
  const look = (): void => {
    for (const [index, observer] of observers.entries())
      left[index]?.push(...told(observer, 'member_removed'));
  };
  await eventually(
    () => {
      look();
      for (const lines of left) expect(lines.length).toBeGreaterThanOrEqual(expected.length);
    },
    { withinMs: sweptWithin, everyMs: 100, what: 'all departures' },
  );
  const ids = observers.map((_, index) => `observer-${index}`);
  for (const node of survivors) {
    for (const room of rooms) {
      expect(await usersOf(node, room)).toEqual(ids);
      expect(await countOf(node, room)).toBe(ids.length);
    }
  }
  await Promise.all(observers.map((observer) => observer.barrier()));
  look();
  expect(left.map((lines) => lines.sort())).toEqual(observers.map(() => expected));
  await Promise.all(observers.map((observer) => observer.close()));
}

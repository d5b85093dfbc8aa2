import type { Backend } from './acts/backend.js';
import type { Visits } from './acts/visits.js';
import type { Room } from './room/room.js';
import { channelTypes, ownType } from './room/room-channels.js';
import type { Seat } from './room/seat.js';

/** Those who act in a room. */
export interface Cast {
  readonly room: Room;
  readonly visits: Visits;
  readonly backend: Backend;
  /** Does nothing that is to be refused. */
  readonly isFlawless: boolean;
}

/** Between two acts: waits for the load's pace, or while it is paused. */
export type Rest = () => Promise<void>;

/** Clients that stay in a room; the one who came first goes when another one comes. */
const mostSeats = 4;

/** One round of a room: somebody comes and listens, much is said, and somebody goes. Rounds differ by their number. */
export async function playRound(cast: Cast, number: number, rest: Rest): Promise<void> {
  for (const act of [...arrive(cast, number), ...speak(cast, number), ...depart(cast, number)]) {
    await act();
    await rest();
  }
}

type Act = () => Promise<unknown>;

function arrive({ room, visits, isFlawless }: Cast, number: number): Act[] {
  const newcomer = () => lastOf(room.seats);
  return [
    () => visits.enter(room.server(number)),
    ...channelTypes.map((type) => () => visits.subscribe(newcomer(), type)),
    () => visits.signIn(newcomer()),
    ...(isFlawless
      ? []
      : [
          () => visits.subscribeUnsigned(newcomer(), number % 2 === 0 ? 'private' : 'presence'),
          () => visits.beRefused(room.server(number + 1)),
        ]),
  ];
}

function speak({ room, visits, backend, isFlawless }: Cast, number: number): Act[] {
  const here = room.server(number);
  const there = room.server(number + 1);
  const newcomer = () => lastOf(room.seats);
  return [
    () => backend.publish(here, ['public']),
    () => backend.publish(there, ['public', 'private', 'presence']),
    () => backend.publish(there, ['cache', 'private_cache']),
    () => backend.publishBatch(room.server(number + 2), ['public', 'private_encrypted', 'cache']),
    () => backend.publishTwice(here, there),
    () => visits.say(newcomer(), 'private'),
    () => visits.say(newcomer(), 'presence'),
    ...(isFlawless ? [] : [() => visits.sayInPublic(newcomer()), () => backend.err(there)]),
    () => backend.ask(here),
  ];
}

function depart({ room, visits }: Cast, number: number): Act[] {
  return [
    // Only its own: on a channel that is published to, a server listens for a while after its last subscriber.
    () => visits.unsubscribe(lastOf(room.seats), ownType),
    async () => {
      const [first] = room.seats;
      if (first !== undefined && room.seats.length > mostSeats)
        await visits.leave(first, number % 2 === 0 ? 'close' : 'terminate');
    },
  ];
}

function lastOf(seats: readonly Seat[]): Seat {
  const last = seats.at(-1);
  if (last === undefined) throw new Error('Nobody is in the room');
  return last;
}

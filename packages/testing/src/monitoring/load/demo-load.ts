import type { PushServicesDescription } from '../../push/services/push-services.js';
import type { AppCredentials, ServerAddress } from '../../server/server-address.js';
import { Backend } from './acts/backend.js';
import { PushCampaign } from './acts/push-campaign.js';
import { Visits } from './acts/visits.js';
import type { Ledger } from './ledger.js';
import { Pace } from './pace.js';
import { playRound } from './play-round.js';
import { Room } from './room/room.js';
import type { LoadedServer } from './room/seat.js';
import { type GaugeReading, readTables } from './tables.js';

export interface DemoLoadOptions {
  /** In which things happen at the same time, dealt out to the apps. 4 by default. */
  readonly rooms?: number;
  /** Between two acts of a room, in milliseconds. 100 by default. */
  readonly pace?: number;
  /** Leaves out everything that is to be refused. */
  readonly isFlawless?: boolean;
  /** After an act that failed its room begins anew instead of giving up. The ledger is not exact any more then. */
  readonly carriesOn?: boolean;
}

/** What is loaded, and what the load needs to know of it. */
export interface LoadedInstallation {
  readonly servers: readonly Pick<ServerAddress, 'host' | 'port'>[];
  /** Pushes are of the first one. */
  readonly apps: readonly AppCredentials[];
  readonly pushServices: PushServicesDescription;
  /** Where the load enters what it does. */
  readonly ledger: Ledger;
}

/** Milliseconds between two pushes, and after a failure. */
const slowPace = 1_000;

/**
 * A steady load on all servers, of everything that clients and backends do, which keeps its own ledger. Use it with
 * `await using`: its clients leave at the end.
 */
export class DemoLoad implements AsyncDisposable {
  readonly ledger: Ledger;
  /** Acts that failed, the latest first. */
  readonly failures: unknown[] = [];
  /** Rounds that were played, of all rooms. */
  rounds = 0;
  readonly #installation: LoadedInstallation;
  readonly #options: Required<DemoLoadOptions>;
  readonly #rooms: Room[] = [];
  readonly #pace: Pace;
  #isStopping = false;
  #playing: Promise<unknown> | undefined;

  constructor(installation: LoadedInstallation, options: DemoLoadOptions = {}) {
    this.#installation = installation;
    this.ledger = installation.ledger;
    this.#options = { rooms: 4, pace: 100, isFlawless: false, carriesOn: false, ...options };
    this.#pace = new Pace(this.#options.pace);
  }

  /** Those in which something happens. */
  get rooms(): readonly Room[] {
    return this.#rooms;
  }

  /** What the gauges of a server are while the load is held. @param server its name in the ledger */
  tables(server: string): readonly GaugeReading[] {
    return readTables(this.#rooms, server);
  }

  /** Plays until it is {@link hold held}; the second time it goes on. */
  play(): void {
    this.#pace.release();
    if (this.#playing !== undefined) return;
    const players = Array.from({ length: this.#options.rooms }, (_, index) => () => this.#playRoom(index));
    this.#playing = Promise.all(
      [...players, () => this.#push()].map((player) => this.#pace.play(() => this.#persist(player))),
    );
  }

  /** Resolves when nothing is under way. @throws what an act failed with, unless the load carries on */
  async hold(): Promise<void> {
    await this.#pace.hold();
    if (!this.#options.carriesOn && this.failures.length > 0) throw this.failures[0];
  }

  /** All clients go at once; whoever is in the middle of something does not finish it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    this.#pace.release();
    for (const room of this.#rooms) dissolve(room);
    await this.#playing;
    for (const room of this.#rooms) dissolve(room);
  }

  /** Until the end, or until it fails for good. */
  async #persist(player: () => Promise<void>): Promise<void> {
    while (!this.#isStopping) {
      try {
        await player();
      } catch (error) {
        if (this.#isStopping) return;
        this.failures.unshift(error);
        if (!this.#options.carriesOn) return;
        await this.#pace.rest(slowPace);
      }
    }
  }

  async #playRoom(index: number): Promise<void> {
    const { apps } = this.#installation;
    const servers = this.#serversFor(index % apps.length);
    // Another name each time: what is left of an earlier room is none of this one's business.
    const name = `${index}-${this.rounds}`;
    const room = new Room({ name, servers, ledger: this.ledger });
    this.#rooms.push(room);
    using backend = new Backend(room);
    const cast = { room, visits: new Visits(room), backend, isFlawless: this.#options.isFlawless };
    try {
      for (let round = index; !this.#isStopping; round += 1) {
        await playRound(cast, round, () => this.#pace.rest());
        this.rounds += 1;
      }
    } catch (error) {
      this.#rooms.splice(this.#rooms.indexOf(room), 1);
      dissolve(room);
      throw error;
    }
  }

  async #push(): Promise<void> {
    using campaign = new PushCampaign(this.#serversFor(0), this.ledger);
    await campaign.prepare(this.#installation.pushServices);
    while (!this.#isStopping) {
      await campaign.publish();
      await this.#pace.rest(slowPace);
    }
  }

  #serversFor(appIndex: number): LoadedServer[] {
    const { servers, apps } = this.#installation;
    const app = apps[appIndex];
    if (app === undefined) throw new Error(`There is no app ${appIndex}`);
    return servers.map(({ host, port }, index) => ({
      name: `server-${index}`,
      address: { host, port, app },
    }));
  }
}

function dissolve(room: Room): void {
  for (const { client } of room.seats.splice(0)) client.socket.terminate();
}

import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type ServerProcess } from '@shoal/testing';
import { Guest } from './guest.js';
import type { Installation } from './installation.js';
import { Ledger } from './ledger.js';
import { isAnyOccupied } from './remains.js';

export interface LoadOptions {
  /** Channels that are visited once. */
  readonly strangers: number;
  /** Channels that are visited again and again, ten by each of their guests. */
  readonly regulars: number;
  readonly rounds: number;
  /** Events a second, if the machine can. */
  readonly rate: number;
}

/** What channels begin with that are visited again and again. */
export const REGULAR = 'regular-';
const atOnce = 20;
const perGuest = 10;
const guestsOfStrangers = 24;

/** Clients who come and go on all servers of an installation, whatever becomes of these. */
export class Load {
  readonly ledger = new Ledger();
  /** Visits that are over or lost. */
  done = 0;
  readonly #installation: Installation;
  readonly #options: LoadOptions;
  readonly #startedAt = performance.now();
  #begun = 0;

  constructor(installation: Installation, options: LoadOptions) {
    this.#installation = installation;
    this.#options = options;
  }

  /** Visits in all. */
  get size(): number {
    const { strangers, regulars, rounds } = this.#options;
    return strangers + regulars * rounds;
  }

  /** @param crowded where half of the strangers go, while it is there */
  async play(crowded: ServerProcess): Promise<void> {
    const groups = Array.from({ length: this.#options.regulars / perGuest }, (_, group) => group);
    await Promise.all([
      ...Array.from({ length: guestsOfStrangers }, (_, index) =>
        this.#visitStrangers(index % 2 === 0 ? crowded : undefined),
      ),
      ...groups.map((group) => this.#visitRegulars(group)),
    ]);
  }

  /** Guests who stay, each in a hundred channels of its own, until their server dies. */
  async settle(server: ServerProcess, channels: number): Promise<string[]> {
    const names = Array.from({ length: channels }, (_, index) => `settled-${index}`);
    for (let first = 0; first < channels; first += 100) {
      const guest = await Guest.connect(server, this.ledger);
      await guest?.enter(names.slice(first, first + 100));
    }
    return names;
  }

  async #visitStrangers(preferred: ServerProcess | undefined): Promise<void> {
    let guest: Guest | undefined;
    for (let channels = this.#nextStrangers(); channels.length > 0; channels = this.#nextStrangers()) {
      if (guest?.isConnected !== true) guest = await this.#connect(preferred);
      await guest.enter(channels);
      await guest.leave();
      await this.#count(channels.length);
    }
    await guest?.disconnect();
  }

  /** Each time on any server, and only once all know that the channels are vacant: every visit is two transitions. */
  async #visitRegulars(group: number): Promise<void> {
    const prefix = `${REGULAR}${group}-`;
    const channels = Array.from({ length: perGuest }, (_, index) => `${prefix}${index}`);
    for (let round = 0; round < this.#options.rounds; round += 1) {
      const guest = await this.#connect();
      await guest.enter(channels);
      if (round % 2 === 0) await guest.leave();
      await guest.disconnect();
      await eventually(() => this.#isVacant(prefix), { withinMs: 120_000, what: `nobody in ${prefix}*` });
      await this.#count(channels.length);
    }
  }

  #nextStrangers(): string[] {
    const from = this.#begun;
    this.#begun = Math.min(from + atOnce, this.#options.strangers);
    return Array.from({ length: this.#begun - from }, (_, index) => `stranger-${from + index}`);
  }

  async #connect(preferred?: ServerProcess): Promise<Guest> {
    const { servers } = this.#installation;
    const isThere = preferred !== undefined && servers.includes(preferred);
    const server = isThere ? preferred : servers[Math.floor(Math.random() * servers.length)];
    if (server === undefined) throw new Error('All servers are dead');
    return (await Guest.connect(server, this.ledger)) ?? this.#connect();
  }

  async #isVacant(prefix: string): Promise<boolean> {
    const [server] = this.#installation.servers;
    return server !== undefined && !(await isAnyOccupied(server, prefix));
  }

  async #count(visits: number): Promise<void> {
    this.done += visits;
    const due = this.#startedAt + (this.done * 2_000) / this.#options.rate;
    if (due > performance.now()) await pause(due - performance.now());
  }
}

import type { ServerAddress } from '@shoal/testing';
import { Guest } from './guest.js';

export interface CrowdOptions {
  readonly sockets: number;
  /** Public channels of each of them, which nobody else is in. */
  readonly channelsEach: number;
}

/** Subscriptions that one socket asks for before it waits for their answers. */
const atOnce = 10;

/** Many sockets on many channels of one server. Use it with `using`. */
export class Crowd implements Disposable {
  readonly #guests: readonly Guest[];
  readonly #channels: readonly string[];
  readonly #heard = new Map<string, string[]>();

  private constructor(guests: readonly Guest[], channels: readonly string[]) {
    this.#guests = guests;
    this.#channels = channels;
  }

  /** Resolves when every subscription was answered. */
  static async enter(server: ServerAddress, { sockets, channelsEach }: CrowdOptions): Promise<Crowd> {
    const guests = await Promise.all(Array.from({ length: sockets }, () => Guest.connect(server)));
    const rooms = guests.map((_, guest) =>
      Array.from({ length: channelsEach }, (_each, index) => `crowd-${guest}-${index}`),
    );
    const crowd = new Crowd(guests, rooms.flat());
    await Promise.all(guests.map((guest, index) => crowd.#enter(guest, rooms[index] ?? [])));
    return crowd;
  }

  /** What went wrong on any socket. */
  get faults(): string[] {
    return this.#guests.flatMap(({ faults }) => faults);
  }

  /** So many of the channels, spread evenly. */
  sample(count: number): string[] {
    const step = this.#channels.length / count;
    return Array.from({ length: count }, (_, index) => this.#channels[Math.floor(index * step)] ?? '');
  }

  /** Names of the events that were heard on a channel, in the order of arrival. */
  heardOn(channel: string): readonly string[] {
    return this.#heard.get(channel) ?? [];
  }

  [Symbol.dispose](): void {
    for (const guest of this.#guests) guest.leave();
  }

  async #enter(guest: Guest, channels: readonly string[]): Promise<void> {
    guest.onEvent = (channel, event) => {
      this.#heard.set(channel, [...(this.#heard.get(channel) ?? []), event]);
    };
    for (let from = 0; from < channels.length; from += atOnce) {
      await enterAll(guest, channels.slice(from, from + atOnce));
    }
  }
}

function enterAll(guest: Guest, channels: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const missing = new Set(channels);
    guest.onSubscribed = (channel) => {
      missing.delete(channel);
      if (missing.size === 0) resolve();
    };
    for (const channel of channels) guest.subscribe(channel);
  });
}

import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, eventually, type PushServices, type ServerAddress } from '@shoal/testing';
import { z } from 'zod';
import type { Backend } from './backend.js';

/** Milliseconds between two publishes. */
const interval = 250;
const channel = 'everybody';
const devices = 5;
const described = { formFactor: 'phone', platform: 'android', timezone: 'UTC', locale: 'en' };

interface Publish {
  readonly id: string;
  /** How many devices it is for. */
  readonly planned: number;
}

/** A backend that pushes without pause: to devices of a channel and to tokens by turns, each token once. */
export class PushCampaign implements AsyncDisposable {
  readonly publishes: Publish[] = [];
  readonly #backend: Backend;
  readonly #api: ApiClient;
  #running: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(server: ServerAddress, backend: Backend) {
    this.#backend = backend;
    this.#api = new ApiClient(server);
  }

  /** Registers the devices, and begins. */
  async start(): Promise<void> {
    for (let number = 0; number < devices; number += 1) {
      const recipient = { transportType: 'gcm', registrationToken: deviceToken(number) };
      const device = { id: `device-${number}`, ...described, push: { recipient } };
      await this.#post('deviceRegistrations', device);
      await this.#post('channelSubscriptions', { channel, deviceId: device.id });
    }
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  /** What each token has to have received once all is over. */
  get expected(): ReadonlyMap<string, number> {
    const toAll = this.publishes.filter(({ planned }) => planned === devices).length;
    const toDevices = Array.from({ length: devices }, (_, number) => [deviceToken(number), toAll] as const);
    const toTokens = this.publishes
      .filter(({ planned }) => planned === 1)
      .map(({ id }) => [tokenOf(id), 1] as const);
    return new Map([...toDevices, ...toTokens]);
  }

  /** Ends of all publishes, as the server tells them. */
  async ends(withinMs: number): Promise<readonly z.infer<typeof statusSchema>[]> {
    return await Promise.all(
      this.publishes.map(({ id }) =>
        eventually(
          async () => {
            const { status, text } = await this.#api.get(`/push/publish/${id}/status`);
            if (status !== 200) throw new Error(`${status} ${text}`);
            const parsed = statusSchema.parse(JSON.parse(text));
            return parsed.endedAtMs === undefined ? false : parsed;
          },
          { withinMs, everyMs: 200, what: `the end of ${id}` },
        ),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#api[Symbol.dispose]();
  }

  async #run(): Promise<void> {
    for (let number = 0; !this.#isOver; number += 1) {
      const isToAll = number % 2 === 0;
      const publishId = `publish-${number}`;
      const recipient = { transportType: 'gcm', registrationToken: tokenOf(publishId) };
      const target = isToAll ? { type: 'channel', channel } : { type: 'recipient', recipient };
      const body = { publishId, recipients: [target], payload: { title: 'Hello' } };
      const answer = await this.#post('publish', body);
      if (answer !== undefined) this.publishes.push({ id: publishId, planned: isToAll ? devices : 1 });
      await pause(interval);
    }
  }

  async #post(path: string, body: object): Promise<unknown> {
    return await this.#backend.ask(this.#api, 'POST', `/push/${path}`, { body });
  }
}

const statusSchema = z.looseObject({
  status: z.string(),
  counters: z.record(z.string(), z.number()),
  endedAtMs: z.number().optional(),
});

/** How often each token was sent to, whatever the answer was. */
export function receivedBy({ fcm }: PushServices): ReadonlyMap<string, number> {
  return new Map([...fcm.counts()].map(([token, { requests }]) => [token, requests]));
}

function deviceToken(number: number): string {
  return `token-of-device-${number}`;
}

function tokenOf(publishId: string): string {
  return `token-of-${publishId}`;
}

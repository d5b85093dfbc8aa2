import { randomUUID } from 'node:crypto';
import { type Batch, type ChannelRef, systemClock } from '@shoal/core';
import { PlayedReceiver } from '@shoal/core/testing';
import { textFrame } from '@shoal/protocol';
import { Redis } from 'ioredis';
import { RedisBus, type RedisBusOptions } from '../../src/index.js';

type Clients = Pick<RedisBusOptions, 'publisher' | 'subscriber'>;

/** One node's bus with its own connections, and what it received. */
export class BusNode implements AsyncDisposable {
  readonly bus: RedisBus;
  readonly receiver = new PlayedReceiver();
  readonly publisher: Clients['publisher'];
  readonly subscriber: Clients['subscriber'];

  constructor(clients: Clients, options: Partial<RedisBusOptions> = {}) {
    this.publisher = clients.publisher;
    this.subscriber = clients.subscriber;
    const defaults = { nodeId: randomUUID(), clock: systemClock, reunion: 500 };
    this.bus = new RedisBus({ ...defaults, ...clients, ...options });
  }

  static async start(
    server: { readonly port: number },
    options: Partial<RedisBusOptions> = {},
  ): Promise<BusNode> {
    const node = new BusNode(connectTo(server), options);
    await node.bus.start(node.receiver);
    return node;
  }

  texts(name: string): string[] {
    return this.receiver.texts(name).map((frame) => frame.slice(frame.indexOf('<') + 1, frame.indexOf('>')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.bus.close();
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }
}

export function connectTo({ port }: { readonly port: number }): Clients {
  const connect = (): Redis => {
    const redis = new Redis(port, '127.0.0.1', {
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 50,
    });
    redis.on('error', () => undefined);
    return redis;
  };
  return { publisher: connect(), subscriber: connect() };
}

export function refTo(name: string): ChannelRef {
  return { appId: 'app-id', name };
}

/** One message with this text. */
export function batchOf(name: string, text: string): Batch {
  const marks = { acceptedAt: systemClock.now(), exclusions: [] };
  return { channel: refTo(name), frames: textFrame(`<${text}>`), messages: 1, ...marks };
}

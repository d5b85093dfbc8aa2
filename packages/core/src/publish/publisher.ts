import { type ChannelName, PusherError, publishedEvent, textFrame } from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { ChannelCache } from '../cache/channel-cache.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelRegistry } from '../channel/channel-registry.js';
import type { Clock } from '../clock.js';
import type { Adapter } from '../cluster/adapter.js';
import type { FlushQueue } from '../delivery/flush-queue.js';
import type { Observer } from '../observer/observer.js';
import type { RecordIds } from '../webhook/record-ids.js';

export interface PublisherParts {
  readonly channels: ChannelRegistry;
  readonly flushQueue: FlushQueue;
  readonly cache: ChannelCache;
  readonly adapter: Adapter;
  readonly recordIds: RecordIds;
  readonly observer: Observer;
  readonly clock: Clock;
}

/** An event from a backend, already checked against the app's limits. */
export interface Publication {
  readonly name: string;
  readonly data: string;
  readonly channels: readonly ChannelName[];
  /** Left out of the delivery, on whatever node it is. */
  readonly socketId?: string;
}

/** Which way an event came in. */
export type PublicationSource = 'http' | 'batch';

interface Message {
  readonly text: string;
  readonly except?: string | undefined;
  readonly cacheId?: string | undefined;
}

/** The one road into channels: every message is encoded once here and waits for the end of the tick. */
export class Publisher {
  private readonly parts: PublisherParts;

  constructor(parts: PublisherParts) {
    this.parts = parts;
  }

  /**
   * Returns when the event is in its channels' pending batches. A process that is killed within the same tick may
   * lose it.
   *
   * @throws PusherError `backend`: the bus is away and its buffer is full; nothing was delivered
   */
  publish(app: App, { name, data, channels, socketId }: Publication, source: PublicationSource): void {
    if (!this.parts.adapter.accepts()) throw new PusherError('backend');
    this.count(app, source, channels.length);
    let encode: ReturnType<typeof publishedEvent> | undefined;
    for (const channelName of channels) {
      const cacheId = channelName.cached ? this.remember(app, channelName, { name, data }) : undefined;
      const channel = this.audienceOf(app, channelName);
      if (channel === undefined) continue;
      encode ??= publishedEvent(name, data);
      this.push(channel, { text: encode(channel.name), except: socketId, cacheId });
    }
  }

  /** A client event: never cached, never sent back. */
  publishClientEvent(app: App, channelName: ChannelName, message: { text: string; except: string }): void {
    this.count(app, 'client', 1);
    const channel = this.audienceOf(app, channelName);
    if (channel !== undefined) this.push(channel, message);
  }

  /** A frame of the server's own; not counted as a publication. */
  announce(app: App, channelName: ChannelName, text: string): void {
    const channel = this.audienceOf(app, channelName);
    if (channel !== undefined) this.push(channel, { text });
  }

  /** Undefined when nobody here is in the channel and there is no other node to tell. */
  private audienceOf(app: App, name: ChannelName): Channel | undefined {
    const { adapter, channels } = this.parts;
    return adapter.isRemote ? channels.findOrAdd(app, name) : channels.find(app.id, name.name);
  }

  /** @returns the id of the event in the cache */
  private remember(app: App, channel: ChannelName, event: Pick<Publication, 'name' | 'data'>): string {
    const { recordIds, cache } = this.parts;
    const id = recordIds.next();
    cache.remember({ appId: app.id, name: channel.name }, { id, ...event });
    return id;
  }

  private push(channel: Channel, { text, except, cacheId }: Message): void {
    const { flushQueue, observer, clock } = this.parts;
    const frame = textFrame(text);
    observer.messageSized('out', frame.length);
    flushQueue.push(channel, { frame, except, cacheId, isLocal: false, acceptedAt: clock.now() });
  }

  /** One publication, one broadcast for each channel. */
  private count(app: App, source: PublicationSource | 'client', channels: number): void {
    const counters = this.parts.observer.countersOf(app.id);
    counters.broadcasts += channels;
    switch (source) {
      case 'http':
        counters.publishesHttp += 1;
        break;
      case 'batch':
        counters.publishesBatch += 1;
        break;
      case 'client':
        counters.publishesClient += 1;
        break;
      default:
        source satisfies never;
    }
  }
}

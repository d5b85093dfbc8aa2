import type { App, PublicationSource, RealtimeNode } from '@shoal/core';
import type { PublishRequest } from '@shoal/protocol';
import type { EventPushes } from './event-pushes.js';

/** Publishes events, and then has those pushed that are to be. */
export class EventPublisher {
  readonly #node: Pick<RealtimeNode, 'publish'>;
  readonly #pushes: Pick<EventPushes, 'accompany'>;

  constructor(node: Pick<RealtimeNode, 'publish'>, pushes: Pick<EventPushes, 'accompany'>) {
    this.#node = node;
    this.#pushes = pushes;
  }

  /** @throws what the node throws: then nothing is pushed either */
  readonly publish = (app: App, event: PublishRequest, source: PublicationSource): void => {
    this.#node.publish(app, event, source);
    this.#pushes.accompany(app.id, event);
  };
}

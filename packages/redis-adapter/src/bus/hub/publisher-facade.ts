import type { Cluster, Redis } from 'ioredis';
import type { ReportFailure } from '../bus-counters.js';

type Command = 'publish' | 'spublish';

/**
 * The client that the Socket.IO adapter publishes with. The adapter either swallows a failed publish or leaves it
 * unhandled; here `capture` hands the outcome to the hub, and everything else is counted.
 */
export class PublisherFacade {
  private readonly client: Redis | Cluster;
  private readonly report: ReportFailure;
  private capturing = false;
  private captured: Promise<unknown> | undefined;

  constructor(client: Redis | Cluster, report: ReportFailure) {
    this.client = client;
    this.report = report;
  }

  /** The outcome of the one publish that `action` makes, whoever else listens to it. */
  capture(action: () => void): Promise<unknown> {
    this.capturing = true;
    this.captured = undefined;
    try {
      action();
    } finally {
      this.capturing = false;
    }
    return this.captured ?? Promise.reject(new Error('The adapter published nothing'));
  }

  publish(channel: string, message: Buffer | string): Promise<unknown> {
    return this.send('publish', channel, message);
  }

  spublish(channel: string, message: Buffer | string): Promise<unknown> {
    return this.send('spublish', channel, message);
  }

  /** The adapter only asks for `error` events, to warn where nobody listens; the clients' owner does. */
  on(): this {
    return this;
  }

  off(): this {
    return this;
  }

  private send(command: Command, channel: string, message: Buffer | string): Promise<unknown> {
    const sent = this.client[command](channel, message);
    if (this.capturing) this.captured = sent;
    else sent.catch((error: unknown) => this.report('publish', error));
    return sent;
  }
}

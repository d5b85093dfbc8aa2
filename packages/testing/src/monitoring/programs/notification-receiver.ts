import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { type EventuallyOptions, eventually } from '../../eventually.js';
import { portOf } from '../../server/free-ports.js';

/** An alert as Alertmanager tells it to a webhook (version 4 of its format). */
export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
}

/** One notification: the alerts of a group. */
export interface Notification {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly alerts: readonly NotifiedAlert[];
}

/** The webhook of somebody on call, who remembers everything. Use it with `await using`. */
export class NotificationReceiver implements AsyncDisposable {
  /** In the order of arrival. */
  readonly notifications: Notification[] = [];
  readonly #http: Server;

  private constructor(http: Server) {
    this.#http = http;
    http.on('request', (request, response) => {
      text(request)
        .then((body) => {
          this.notifications.push(JSON.parse(body));
          response.end();
        })
        .catch((error: Error) => response.destroy(error));
    });
  }

  static async start(): Promise<NotificationReceiver> {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new NotificationReceiver(http);
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.#http)}/`;
  }

  /** The first alert for which `predicate` is true, past or future. @throws Error after `withinMs` (5000) */
  async whenNotified(
    predicate: (alert: NotifiedAlert) => boolean,
    options: EventuallyOptions = {},
  ): Promise<NotifiedAlert> {
    const found = () => this.notifications.flatMap(({ alerts }) => alerts).find(predicate) ?? false;
    return await eventually(found, { what: 'a notification', ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#http.close(), 'close');
    this.#http.closeAllConnections();
    await closed;
  }
}

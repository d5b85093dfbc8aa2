import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Pusher from 'pusher';
import { createPusherServer } from '../clients/pusher-server.js';
import { portOf } from '../server/free-ports.js';
import { type AppCredentials, defaultApp } from '../server/server-address.js';
import { judge, type ReceivedWebhook } from './received-webhook.js';
import { type Behaviour, isAcceptance, type Reply, sendReply } from './reply.js';

export interface WebhookServerOptions {
  /** Whose webhooks they are. The default app by default. */
  readonly app?: AppCredentials;
  readonly host?: string;
  /** A free one by default. */
  readonly port?: number;
  /** Told of every request before it is answered. */
  readonly onReceived: (webhook: ReceivedWebhook, isAccepted: boolean) => void;
  /** Answers requests that are no POST. Absent: 405. */
  readonly onOther?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Takes and judges webhooks, and keeps none. */
export class WebhookServer implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What happens to the next requests. */
  behaviour: Behaviour = {};
  readonly #http: Server;
  readonly #pusher: Pusher;
  readonly #options: WebhookServerOptions;

  private constructor(http: Server, host: string, options: WebhookServerOptions) {
    this.host = host;
    this.port = portOf(http);
    this.#http = http;
    this.#options = options;
    // Only its key and secret count here: it judges what comes in.
    this.#pusher = createPusherServer({ host, port: this.port, app: options.app ?? defaultApp });
    http.on('request', (request, response) => {
      this.#receive(request, response).catch((error: unknown) => response.destroy(asError(error)));
    });
  }

  static async start(options: WebhookServerOptions): Promise<WebhookServer> {
    const { host = '127.0.0.1', port = 0 } = options;
    const http = createServer();
    http.listen(port, host);
    await once(http, 'listening');
    return new WebhookServer(http, host, options);
  }

  /** Cuts what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#http.close(), 'close');
    this.#http.closeAllConnections();
    await closed;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      if (this.#options.onOther !== undefined) return this.#options.onOther(request, response);
      response.writeHead(405).end();
      return;
    }
    const { url = '', headers } = request;
    const webhook = judge(this.#pusher, { url, headers, body: await text(request) });
    const reply = this.#replyTo(webhook);
    this.#options.onReceived(webhook, isAcceptance(reply));
    sendReply(response, reply);
  }

  #replyTo(webhook: ReceivedWebhook): Reply {
    return typeof this.behaviour === 'function' ? this.behaviour(webhook) : this.behaviour;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

import type { Socket } from 'node:net';
import type { PublishRoutes } from '../publish-routes.js';
import { type Api, requestLine } from '../request/api.js';
import { type AnswerHead, DirectReply } from './direct-reply.js';
import { readDirectRequest } from './direct-request.js';

export interface DirectConnectionsParts {
  readonly api: Api;
  readonly publishRoutes: PublishRoutes;
  readonly head: AnswerHead;
  readonly maxBodyBytes: number;
  /** Milliseconds that a new connection has for its first request, and one that was answered for its next. */
  readonly firstRequestTimeout: number;
  readonly keepAliveTimeout: number;
}

/** Takes a connection over for good, with what was read of it put back. */
export type HandOver = (socket: Socket) => void;

/**
 * Answers plain publishes on the socket itself: Node's HTTP server takes twice as long to read and answer a small
 * request as the publish takes. The first thing on a connection that is not a plain publish hands it over to that
 * server, bytes and all, so nothing is ever answered here that could be read in two ways.
 */
export class DirectConnections {
  private readonly parts: DirectConnectionsParts;
  private readonly open = new Set<DirectConnection>();
  private isDraining = false;

  constructor(parts: DirectConnectionsParts) {
    this.parts = parts;
  }

  accept(socket: Socket, handOver: HandOver): void {
    if (this.isDraining) {
      handOver(socket);
      return;
    }
    const connection = new DirectConnection(socket, this.parts, () => this.open.delete(connection));
    connection.listen(handOver);
    this.open.add(connection);
  }

  /**
   * What is still to come is handed over, and answered as the other server does then. Nothing is ended yet: a request
   * may be on its way on any connection, and on a new one certainly is.
   */
  startDraining(): void {
    this.isDraining = true;
    for (const connection of this.open) connection.startDraining();
  }

  /** Ends what is idle, and the rest after its answer. */
  end(): void {
    for (const connection of this.open) connection.end();
  }
}

class DirectConnection {
  private readonly socket: Socket;
  private readonly parts: DirectConnectionsParts;
  private readonly onGone: () => void;
  private isAnswering = false;
  private isDraining = false;
  private isEnding = false;

  constructor(socket: Socket, parts: DirectConnectionsParts, onGone: () => void) {
    this.socket = socket;
    this.parts = parts;
    this.onGone = onGone;
  }

  listen(handOver: HandOver): void {
    const { socket } = this;
    const onData = (chunk: Buffer): void => {
      if (this.answer(chunk)) return;
      socket.setTimeout(0);
      for (const [event, listener] of listeners) socket.off(event, listener);
      this.onGone();
      // Nobody listens now, so it waits in the stream until the server that takes over does.
      socket.unshift(chunk);
      handOver(socket);
    };
    const close = (): void => {
      socket.destroy();
    };
    const listeners: readonly [event: string, listener: (chunk: Buffer) => void][] = [
      ['data', onData],
      ['end', () => socket.end()],
      ['timeout', close],
      ['error', close],
      ['close', this.onGone],
    ];
    for (const [event, listener] of listeners) socket.on(event, listener);
    socket.setTimeout(this.parts.firstRequestTimeout);
  }

  startDraining(): void {
    this.isDraining = true;
  }

  /** After the answer that is on its way, if there is one. */
  end(): void {
    this.isEnding = true;
    if (!this.isAnswering) this.socket.end();
  }

  /** @returns false when it is not for us */
  private answer(chunk: Buffer): boolean {
    if (this.isDraining) return false;
    const { api, publishRoutes, head, maxBodyBytes } = this.parts;
    const request = readDirectRequest(chunk);
    if (request === undefined || request.body.length > maxBodyBytes) return false;
    const routed = publishRoutes.find(request.url);
    if (routed === undefined) return false;
    this.isAnswering = true;
    const reply = new DirectReply({ socket: this.socket, head, onSent: () => this.answered() });
    const { headers, body } = request;
    api.handleWhole({ line: requestLine('POST', request.url), headers, body }, routed, reply);
    // An answer that has to wait for something comes before whatever is read next.
    if (this.isAnswering) this.socket.pause();
    return true;
  }

  private answered(): void {
    const { socket, parts } = this;
    this.isAnswering = false;
    if (socket.timeout !== parts.keepAliveTimeout) socket.setTimeout(parts.keepAliveTimeout);
    if (this.isEnding) socket.end();
    else if (socket.writableNeedDrain) this.waitForReader();
    else if (socket.isPaused()) socket.resume();
  }

  /** Whoever asks and does not read the answers is not asked for more: they would fill the memory. */
  private waitForReader(): void {
    this.socket.pause();
    this.socket.once('drain', () => this.socket.resume());
  }
}

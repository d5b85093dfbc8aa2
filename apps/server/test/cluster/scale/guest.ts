import { once } from 'node:events';
import type { ServerAddress } from '@shoal/testing';
import WebSocket from 'ws';

/** A client that does little for each frame: thousands of them share one process with a test. */
export class Guest {
  /** Called for every `subscription_succeeded`. */
  onSubscribed: (channel: string) => void = () => {};
  /** Called for every event that somebody published. */
  onEvent: (channel: string, event: string) => void = () => {};
  /** Frames that no well-behaved client gets: errors. */
  readonly faults: string[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#read(String(data)));
    socket.on('close', (code) => this.faults.push(`closed with ${code}`));
  }

  static async connect({ host, port, app }: ServerAddress): Promise<Guest> {
    const socket = new WebSocket(`ws://${host}:${port}/app/${app.key}?protocol=7`, {
      perMessageDeflate: false,
    });
    const guest = new Guest(socket);
    await once(socket, 'open');
    return guest;
  }

  subscribe(channel: string): void {
    this.#socket.send(`{"event":"pusher:subscribe","data":{"channel":"${channel}"}}`);
  }

  unsubscribe(channel: string): void {
    this.#socket.send(`{"event":"pusher:unsubscribe","data":{"channel":"${channel}"}}`);
  }

  leave(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.terminate();
  }

  #read(text: string): void {
    const { event, channel } = JSON.parse(text);
    if (event === 'pusher_internal:subscription_succeeded') this.onSubscribed(channel);
    else if (!event.startsWith('pusher')) this.onEvent(channel, event);
    else if (event.endsWith('error')) this.faults.push(text);
  }
}

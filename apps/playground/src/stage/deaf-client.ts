import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Settings, serverPort } from '../settings.js';

/** FIN and text (RFC 6455, 5.2); the mask of zeroes leaves the payload as it is. */
const textFrame = 0x81;
const maskBit = 0x80;
const zeroMask = [0, 0, 0, 0];
const longestPayload = 125;

/**
 * A subscriber that can stop reading, which no client library offers: just enough of a WebSocket to subscribe to
 * one public channel. What it receives is counted, not understood.
 */
export class DeafClient implements Disposable {
  readonly #socket: Socket;
  #bytesRead = 0;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#bytesRead += chunk.length;
    });
    socket.on('close', () => {
      this.#isClosed = true;
    });
    // A reset is one of the ways in which a server ends this connection; "close" follows.
    socket.on('error', () => undefined);
  }

  /** @throws Error when there is no connection, or the server does not answer */
  static async connect(settings: Settings, channelName: string): Promise<DeafClient> {
    const { hostname, protocol } = settings.serverUrl;
    const target = { host: hostname, port: serverPort(settings), servername: hostname };
    const isSecure = protocol === 'https:';
    const socket = isSecure ? connectTls(target) : connectTcp(target);
    const client = new DeafClient(socket);
    await once(socket, isSecure ? 'secureConnect' : 'connect');
    socket.write(upgradeRequest(settings));
    await once(socket, 'data');
    socket.write(frame(JSON.stringify({ event: 'pusher:subscribe', data: { channel: channelName } })));
    await once(socket, 'data');
    return client;
  }

  get bytesRead(): number {
    return this.#bytesRead;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

function upgradeRequest({ serverUrl, app }: Settings): string {
  const lines = [
    `GET /app/${app.key}?protocol=7&client=playground&version=1 HTTP/1.1`,
    `Host: ${serverUrl.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > longestPayload) throw new Error('The frame is too long for this small client');
  return Buffer.concat([Buffer.from([textFrame, maskBit | payload.length, ...zeroMask]), payload]);
}

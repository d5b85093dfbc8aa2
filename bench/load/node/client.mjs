import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isSubscribed } from './dialect.mjs';

const openingAtOnce = 64;
const textFrame = 0x81;
const closeFrame = 0x88;

/** A client's WebSocket (RFC 6455) on a plain socket; frames are counted by hopping from header to header. */
export class Client {
  socketId = '';
  frames = 0;
  /** Gets the text of each frame; absent, frames are counted only. */
  onText = undefined;
  /** Called after each read that had frames, with their number. */
  onFrames = undefined;
  #socket;
  #unread = Buffer.alloc(0);

  /** Connects and waits for the greeting, and for the answer to a subscription when there is a `channel`. */
  async open({ options, dialect, channel }, member = 0) {
    const socket = await connect(options);
    this.#socket = socket;
    socket.write(upgradeRequest(options.path));
    while (!this.#unread.includes('\r\n\r\n')) this.#keep((await once(socket, 'data'))[0]);
    const end = this.#unread.indexOf('\r\n\r\n') + 4;
    if (!this.#unread.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101')))
      throw new Error(`not upgraded: ${this.#unread}`);
    this.#unread = this.#unread.subarray(end);
    socket.on('data', (part) => this.#take(part));
    socket.on('close', () => fail('the server closed a connection'));
    await this.#greet(dialect, channel, member);
    return this;
  }

  send(frames) {
    this.#socket.write(frames);
  }

  cut() {
    this.#socket.removeAllListeners('close');
    this.#socket.resetAndDestroy?.();
    this.#socket.destroy();
  }

  async #greet(dialect, channel, member) {
    let text = await this.#nextText();
    if (dialect.opening !== undefined) {
      this.send(frame(dialect.opening));
      text = await this.#nextText();
    }
    this.socketId = dialect.greeted(text);
    if (channel !== undefined) {
      this.send(frame(dialect.subscribe(this.socketId, channel, member)));
      while (!isSubscribed(await this.#nextText()));
    }
    this.onText = undefined;
  }

  #nextText() {
    return new Promise((resolve) => {
      this.onText = resolve;
      this.#take(Buffer.alloc(0));
    });
  }

  #keep(part) {
    this.#unread = this.#unread.length === 0 ? part : Buffer.concat([this.#unread, part]);
  }

  #take(part) {
    this.#keep(part);
    const bytes = this.#unread;
    let at = 0;
    let count = 0;
    while (bytes.length - at >= 2) {
      const isLong = bytes[at + 1] === 126;
      if (isLong && bytes.length - at < 4) break;
      const start = at + (isLong ? 4 : 2);
      const end = start + (isLong ? bytes.readUInt16BE(at + 2) : bytes[at + 1]);
      if (bytes.length < end) break;
      if (bytes[at] === closeFrame) fail(`closed by the server: ${bytes.toString('utf8', start + 2, end)}`);
      if (bytes[at] === textFrame) {
        count += 1;
        this.onText?.(bytes.toString('utf8', start, end));
      }
      at = end;
    }
    this.#unread = bytes.subarray(at);
    if (count === 0) return;
    this.frames += count;
    this.onFrames?.(count);
  }
}

/** Opens so many clients, a few at a time, in the channel if there is one. */
export async function openClients(count, { options, dialect, channel }) {
  const clients = [];
  while (clients.length < count) {
    const next = Math.min(openingAtOnce, count - clients.length);
    const first = clients.length;
    const opening = Array.from({ length: next }, (_, index) =>
      new Client().open({ options, dialect, channel }, first + index),
    );
    clients.push(...(await Promise.all(opening)));
  }
  return clients;
}

/** A connected socket, with TLS when `--tls` is given. */
export async function connect({ port, tls }, { to = port } = {}) {
  const target = { host: '127.0.0.1', port: to, noDelay: true };
  // The certificate is made for the run and signed by nobody.
  const socket = tls ? connectTls({ ...target, rejectUnauthorized: false }) : connectTcp(target);
  await once(socket, tls ? 'secureConnect' : 'connect');
  return socket;
}

/** A masked text frame; a mask of zeros is a mask. */
export function frame(text) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? [textFrame, 0x80 | length] : [textFrame, 0x80 | 126, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]);
}

export function fail(reason) {
  process.stderr.write(`load: ${reason}\n`);
  process.exit(1);
}

function upgradeRequest(path) {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
}

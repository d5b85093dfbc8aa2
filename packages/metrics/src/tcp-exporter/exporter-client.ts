import type { Socket } from 'node:net';
import { MessageQueue } from './message-queue.js';

/** Bytes that are written at once, which is what one turn of the event loop does for a client. */
const CHUNK_BYTES = 16 * 1024;

/** Bytes that a client may send; it has nothing to say. */
const MOST_INPUT_BYTES = 16 * 1024;

/** Milliseconds in which a client must take something, or it is taken for dead. */
const IDLE_MS = 60_000;

export interface ExporterClientOptions {
  /** Messages that may wait for the client to read. */
  readonly bufferSize: number;
  /** Called for each message that it does not get. */
  readonly onDropped: () => void;
  readonly onClosed: () => void;
}

/** One reader of the stream. Whatever it does, it costs a queue of its own and no waiting. */
export class ExporterClient {
  readonly #socket: Socket;
  readonly #options: ExporterClientOptions;
  readonly #queue: MessageQueue;
  #backlog: Iterator<Buffer>;
  #snapshot: (() => Iterator<Buffer>) | undefined;
  #hasGaps = false;
  #isScheduled = false;

  /** @param metadata what it is told first */
  constructor(socket: Socket, metadata: Iterator<Buffer>, options: ExporterClientOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#backlog = metadata;
    this.#queue = new MessageQueue(options.bufferSize);
    this.#listen();
    this.#schedule();
  }

  /** Whether it gets what is {@link offer | offered}. */
  get isFollowing(): boolean {
    return this.#snapshot !== undefined;
  }

  /** From now on it is told every series, and then what is offered. `snapshot` is asked again after a gap. */
  follow(snapshot: () => Iterator<Buffer>): void {
    this.#snapshot = snapshot;
    // What is left of the metadata comes first.
    this.#hasGaps = true;
    this.#schedule();
  }

  /** Sends a message soon, or never when the client reads too slowly. */
  offer(message: Buffer): void {
    if (this.#queue.isFull) this.#writeQueue();
    if (this.#queue.push(message)) {
      this.#hasGaps = true;
      this.#options.onDropped();
    }
    this.#schedule();
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    const socket = this.#socket;
    let inputBytes = 0;
    socket.setNoDelay(true);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', (chunk) => {
      inputBytes += chunk.length;
      if (inputBytes > MOST_INPUT_BYTES) socket.destroy();
    });
    socket.on('drain', () => this.#write());
    // A reader that went away in whatever manner is only gone: `close` follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#options.onClosed());
  }

  /** Lets messages of one turn of the event loop go together. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#write();
    });
  }

  /** What waits is newer than what a snapshot said, and older than what it will say: it goes first. */
  #write(): void {
    this.#writeQueue();
    if (!this.#canTake) return;
    const chunk = chunkOf(() => this.#nextOfBacklog());
    if (chunk === undefined) return;
    this.#socket.write(chunk);
    if (this.#canTake) this.#schedule();
  }

  #writeQueue(): void {
    while (this.#canTake && this.#queue.size > 0) {
      const chunk = chunkOf(() => this.#queue.shift());
      if (chunk !== undefined) this.#socket.write(chunk);
    }
  }

  get #canTake(): boolean {
    return this.#socket.writable && !this.#socket.writableNeedDrain;
  }

  #nextOfBacklog(): Buffer | undefined {
    const next = this.#backlog.next();
    if (next.done !== true) return next.value;
    if (!this.#hasGaps || this.#snapshot === undefined) return undefined;
    // Every value is absolute: one of each series closes every gap.
    this.#hasGaps = false;
    this.#backlog = this.#snapshot();
    return this.#nextOfBacklog();
  }
}

function chunkOf(next: () => Buffer | undefined): Buffer | undefined {
  const messages: Buffer[] = [];
  for (let bytes = 0; bytes < CHUNK_BYTES; ) {
    const message = next();
    if (message === undefined) break;
    messages.push(message);
    bytes += message.length;
  }
  return messages.length === 0 ? undefined : Buffer.concat(messages);
}

import { isRecord } from '@shoal/protocol';
import type { Socket } from '../connection/socket.js';
import { readFrames } from './read-frames.js';

/** One JSON message as a client reads it. `data` is as it was sent: mostly a string of JSON. */
export interface ReceivedMessage {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
  readonly user_id?: unknown;
}

/** A socket whose client reads every message, and whose queue is as long as the test says. */
export class FakeSocket implements Socket {
  /** What was written before the close, one buffer a write. */
  readonly writes: Buffer[] = [];
  readonly messages: ReceivedMessage[] = [];
  /** Set it to let the client read slowly. */
  queuedBytes = 0;
  /** While true, what is written stays queued. */
  isStalled = false;
  closed: { readonly code: number; readonly reason: string } | undefined;
  isDestroyed = false;
  private taken = 0;

  write(frames: Buffer): void {
    if (this.closed !== undefined || this.isDestroyed) return;
    this.writes.push(frames);
    if (this.isStalled) this.queuedBytes += frames.length;
    for (const text of readFrames(frames)) this.messages.push(parseMessage(text));
  }

  close(code: number, reason: string): void {
    this.closed ??= { code, reason };
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  /** Messages since the last time. */
  take(): ReceivedMessage[] {
    const news = this.messages.slice(this.taken);
    this.taken = this.messages.length;
    return news;
  }
}

function parseMessage(text: string): ReceivedMessage {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || typeof value.event !== 'string') throw new Error(`Not a message: ${text}`);
  const { event, channel, ...rest } = value;
  if (channel !== undefined && typeof channel !== 'string') throw new Error(`Not a channel: ${text}`);
  return { event, ...(channel === undefined ? {} : { channel }), ...rest };
}

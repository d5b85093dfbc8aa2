import type { Duplex } from 'node:stream';
import type { Socket } from '@shoal/core';
import { WebSocket } from 'ws';

/** RFC 6455, section 5.5: a control frame carries at most 125 bytes, two of which are the code. */
const maxReasonBytes = 123;

/**
 * The socket port on `ws`. Frames are already framed, so they go past `ws` straight to the stream below; its own
 * writes (pong, close) go to the same stream at once, which keeps everything in order. That holds only while
 * per-message compression is off.
 */
export class WsSocket implements Socket {
  private readonly webSocket: WebSocket;
  private readonly stream: Duplex;

  constructor(webSocket: WebSocket, stream: Duplex) {
    this.webSocket = webSocket;
    this.stream = stream;
  }

  get queuedBytes(): number {
    return this.stream.writableLength;
  }

  write(frames: Buffer): void {
    if (this.webSocket.readyState === WebSocket.OPEN) this.stream.write(frames);
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, Buffer.from(reason).subarray(0, maxReasonBytes));
  }

  destroy(): void {
    this.webSocket.terminate();
  }
}

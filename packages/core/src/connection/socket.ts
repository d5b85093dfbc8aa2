/** Port: one WebSocket as core sees it. No method throws, whatever state the socket is in. */
export interface Socket {
  /**
   * Hands over one or more whole frames. The bytes are shared with other sockets and must not be changed. Ignored
   * once the socket is closing.
   */
  write(frames: Buffer): void;
  /** Bytes that were written and that the kernel has not taken yet. */
  readonly queuedBytes: number;
  /** Starts the closing handshake after what was written; cut off when the peer does not answer in time. */
  close(code: number, reason: string): void;
  /** Cuts the line at once. */
  destroy(): void;
}

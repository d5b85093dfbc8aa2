/** The last cached event that the sockets of this node got on a channel, as they got it. */
export interface LastEvent {
  readonly frame: Buffer;
  /** Monotonic milliseconds. */
  readonly expiresAt: number;
}

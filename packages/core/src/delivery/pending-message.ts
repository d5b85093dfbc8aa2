/** A message that waits in its channel for the end of the tick. */
export interface PendingMessage {
  readonly frame: Buffer;
  /** The socket that must not get it, on whatever node it is. */
  readonly except: string | undefined;
  /** Told from the store's answer by each node for itself, so not carried by the bus. */
  readonly isLocal: boolean;
  /** Remembered in the channel's cache under this id. */
  readonly cacheId: string | undefined;
  /** Monotonic milliseconds of its acceptance. */
  readonly acceptedAt: number;
}

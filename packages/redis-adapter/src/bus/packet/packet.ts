import type { Batch, ControlMessage } from '@shoal/core';

/** What one node says in one channel's room at the end of one tick. */
export interface Packet {
  /** Id of the node that sent it. */
  readonly origin: string;
  /** Rises by one with each packet of this origin in this channel. */
  readonly sequence: number;
  /** The origin had forgotten its count for this channel: the sequence has jumped and nothing was lost. */
  readonly isFirst: boolean;
  /** Acceptance of its oldest message: milliseconds since 1970, by the clock that the nodes share, or `unknownTime`. */
  readonly acceptedAt: number;
  readonly parts: readonly PacketPart[];
}

/** Of an origin that does not know the shared time yet: it has only begun. */
export const unknownTime = 0;

/** When it was accepted is said once for the packet, and each node has another monotonic time. */
export type CarriedBatch = Omit<Batch, 'acceptedAt'>;

export type PacketPart =
  | { readonly kind: 'batch'; readonly batch: CarriedBatch }
  | { readonly kind: 'hint'; readonly version: number }
  | { readonly kind: 'control'; readonly message: ControlMessage };

/** The format that this release writes. A new one is read for a whole release before one writes it. */
export const packetFormat = 1;

/** First byte of each part, in format 1. */
export const partCodes = { batch: 1, hint: 2, control: 3 } as const;

/** First byte of a control message, in format 1. */
export const controlCodes = { terminated: 1, reconnect: 2, online: 3, offline: 4 } as const;

/** Bit of the second byte: `isFirst`. */
export const firstFlag = 1;

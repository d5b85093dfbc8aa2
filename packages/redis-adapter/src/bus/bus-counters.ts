export type BusOperation = 'publish' | 'subscribe' | 'unsubscribe' | 'receive';

/**
 * Why a packet was given up. To be sent: `buffer_full` and `expired` (the bus was away), `refused` (by Redis).
 * Received: `malformed`, `unknown_format` (of a release too far away).
 */
export type DropCause = 'buffer_full' | 'expired' | 'refused' | 'malformed' | 'unknown_format';

/** Plain numbers that only grow, read at the scrape; packets where nothing else is said. */
export interface BusCounters {
  /** Confirmed by Redis. */
  published: number;
  publishedBytes: number;
  /** From other nodes, duplicates included. */
  received: number;
  receivedBytes: number;
  /** Came a second time and were left out. */
  duplicates: number;
  /** Times that one or more packets of another node were missing before one that came. */
  gaps: number;
  readonly dropped: Record<DropCause, number>;
  /** Failures that nobody else sees: the Socket.IO adapter swallows them or leaves them unhandled. */
  readonly errors: Record<BusOperation, number>;
  /** Times that every subscription was confirmed again after an interruption; to begin late is none. */
  reconnections: number;
}

export function createBusCounters(): BusCounters {
  return {
    published: 0,
    publishedBytes: 0,
    received: 0,
    receivedBytes: 0,
    duplicates: 0,
    gaps: 0,
    dropped: { buffer_full: 0, expired: 0, refused: 0, malformed: 0, unknown_format: 0 },
    errors: { publish: 0, subscribe: 0, unsubscribe: 0, receive: 0 },
    reconnections: 0,
  };
}

/** Is told of single events, for histograms and logs. */
export interface BusObserver {
  /** Redis confirmed a packet this many seconds after it was sent. */
  published(seconds: number, bytes: number): void;
  /**
   * A packet of another node came this many seconds after its oldest message was accepted there; never below 0, and
   * undefined while one of the two does not know the time that they share.
   */
  received(seconds: number | undefined, bytes: number): void;
  /** `seconds`: from asking Redis to the failure; undefined where nothing was asked of it. */
  failed(operation: BusOperation, error: unknown, seconds?: number): void;
}

/** Where every failure of the bus ends: counted, then told. */
export type ReportFailure = (operation: BusOperation, error: unknown, seconds?: number) => void;

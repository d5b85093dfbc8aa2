export type SubscribeCommand = 'ssubscribe' | 'psubscribe' | 'subscribe';

/**
 * `asked`: on its way. `confirmed`: nothing is missed. `doubtful`: was confirmed before something happened to the
 * Cluster, whose client subscribes again by itself. `lost`: has to be asked for again.
 */
export type ListeningState = 'asked' | 'confirmed' | 'doubtful' | 'lost';

/** One Redis channel or pattern that this node wants to hear. */
export interface Listening {
  readonly command: SubscribeCommand;
  readonly channel: string;
  state: ListeningState;
  /** It became doubtful or lost, and was not confirmed since. */
  isUnsettled: boolean;
  /** Number of the check before which it was asked for. */
  askedAt: number;
  /** Times that it was asked for; only the answer to the last one counts. */
  attempts: number;
  /** Run once when it is confirmed, or when it is clear that this will take long. */
  waiters: (() => void)[];
}

/** What may be taken at once, and how fast it comes back. */
export interface Rate {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** Port: token buckets over all processes. May throw QueueAwayError. */
export interface RateStore {
  /**
   * Takes `tokens` of a bucket, or none of them. More than it can ever hold are let through when it is full.
   *
   * @param what `publishes`, or `device:` and its id
   * @returns 0 when they were taken, otherwise milliseconds until they may be there
   */
  take(appId: string, what: string, taking: Rate & { readonly tokens: number }): Promise<number>;
}

export interface QuotaTaking {
  readonly wanted: number;
  readonly limit: number;
  /** Names it. One that wants less again takes nothing, one that wants more the rest, unless it got less than it wanted. */
  readonly token: string;
}

/** Port: how much of a daily allowance is used up, over all processes. Days are of UTC. May throw QueueAwayError. */
export interface QuotaStore {
  /**
   * Takes `wanted` of an app's allowance of the day, or what is left of it.
   *
   * @param what `deliveries`, or a provider's name
   * @returns how many the token has taken in all, at most `wanted`
   */
  take(appId: string, what: string, taking: QuotaTaking): Promise<number>;
  /** Only so many were used: the others are given back, and the token takes nothing more. Once; again does nothing. */
  settle(
    appId: string,
    what: string,
    settled: { readonly token: string; readonly used: number },
  ): Promise<void>;
  used(appId: string, what: string): Promise<number>;
}

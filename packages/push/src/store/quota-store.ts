/** Port: how much of a daily allowance is used up, over all processes. Days are of UTC. May throw QueueAwayError. */
export interface QuotaStore {
  /**
   * Takes `wanted` of an app's allowance of the day, or what is left of it.
   *
   * @param what `deliveries`, or a provider's name
   * @param token names the taking: the same one again takes nothing more, and gets the same answer
   * @returns how many were taken
   */
  take(
    appId: string,
    what: string,
    taking: { readonly wanted: number; readonly limit: number; readonly token: string },
  ): Promise<number>;
  used(appId: string, what: string): Promise<number>;
}

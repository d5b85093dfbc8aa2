/** Defaults of the limits that apps may override. Lengths in characters, sizes in bytes. */
export const limits = {
  channelNameLength: 200,
  eventNameLength: 200,
  eventPayloadBytes: 100 * 1024,
  eventChannels: 100,
  batchSize: 10,
  presenceMembers: 100,
  presenceMemberBytes: 2 * 1024,
  userIdLength: 200,
  /** Users on one watchlist (Pusher: the first 100 are kept, then error 4302). */
  watchlistLength: 100,
} as const;

/**
 * A user as a presence channel shows it. `userId` keeps the JSON type it came with (a number stays a number on
 * the wire); two ids are the same user when their strings are equal, which is what `key` is for.
 */
export interface Member {
  readonly key: string;
  readonly userId: string | number;
  /** Any JSON value; absent when the client gave none. */
  readonly userInfo?: unknown;
}

export function createMember(userId: string | number, userInfo?: unknown): Member {
  const member = { key: String(userId), userId };
  return userInfo === undefined ? member : { ...member, userInfo };
}

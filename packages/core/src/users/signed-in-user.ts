import type { User } from '@shoal/protocol';

/** The user of a connection, once it has signed in. */
export interface SignedInUser extends User {
  /** As the client sent it: sign-in is answered with the very same text. */
  readonly userData: string;
}

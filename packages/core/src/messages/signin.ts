import {
  errorFrame,
  type InboundMessage,
  PusherError,
  parseChannelName,
  parseUserData,
  signinSuccess,
  userChannel,
  verifyUser,
} from '@shoal/protocol';
import type { SignInReply } from '../cluster/user-store.js';
import type { Connection } from '../connection/connection.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { UserSessions } from '../users/user-sessions.js';
import type { Subscriber } from './subscribe.js';

type SigninMessage = InboundMessage & { kind: 'signin' };

export interface SigninParts {
  readonly sessions: UserSessions;
  readonly subscriber: Subscriber;
}

/** `pusher:signin`: says who a connection's user is (Pusher, "User authentication"). Always answered. */
export class Signin {
  private readonly parts: SigninParts;
  /** Connections whose sign-in is not answered yet. */
  private readonly pending = new Set<Connection>();

  constructor(parts: SigninParts) {
    this.parts = parts;
  }

  /** @throws PusherError `user_authentication_disabled`, `not_signed_in`, `bad_user_data`, `already_signed_in` */
  signIn(connection: Connection, { auth, userData }: SigninMessage): MaybePromise<void> {
    const { app, socketId } = connection;
    if (!app.features.userAuthentication) throw new PusherError('user_authentication_disabled');
    if (!verifyUser(app.credentials, auth, { socketId, userData })) throw new PusherError('not_signed_in');
    const user = parseUserData(userData, app.limits.userIdLength);
    if (connection.user !== undefined) return this.repeat(connection, user.id);
    connection.user = { ...user, userData };
    try {
      const welcomed = andThen(this.parts.sessions.begin(connection, user.id), (reply) =>
        this.welcome(connection, reply),
      );
      if (!(welcomed instanceof Promise)) return;
      this.pending.add(connection);
      return welcomed
        .catch((error: unknown) => this.fail(connection, error))
        .finally(() => this.pending.delete(connection));
    } catch (error) {
      return this.fail(connection, error);
    }
  }

  /** A second request while the first is on its way is answered with it. */
  private repeat(connection: Connection, userId: string): void {
    if (connection.user?.id !== userId) throw new PusherError('already_signed_in');
    if (!this.pending.has(connection)) connection.send(signinSuccess(connection.user.userData));
  }

  /** Nobody is signed in then, and the client may try again. */
  private fail(connection: Connection, error: unknown): never {
    if (connection.isOpen) {
      this.parts.sessions.end(connection);
      connection.user = undefined;
    }
    throw error;
  }

  /** The user's channel first: what is sent to the user after the success must reach this connection. */
  private welcome(connection: Connection, reply: SignInReply): MaybePromise<void> {
    const { user, app } = connection;
    if (user === undefined || !connection.isOpen) return;
    const name = parseChannelName(userChannel(user.id));
    const greet = (): void => {
      if (!connection.isOpen) return;
      connection.send(signinSuccess(user.userData));
      if (user.watchlistCut) connection.send(errorFrame(new PusherError('watchlist_too_long')));
      if (app.features.watchlist) this.parts.sessions.tellWatchlist(connection, reply);
    };
    return andThen(this.parts.subscriber.subscribeSilently(connection, name), greet);
  }
}

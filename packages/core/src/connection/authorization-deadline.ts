import { needsAuthorization, PusherError } from '@shoal/protocol';
import type { Clock } from '../clock.js';
import type { Connection } from './connection.js';

export interface AuthorizationDeadlineOptions {
  /** Milliseconds in which a connection must sign in or enter a channel that needs a signature. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly close: (connection: Connection, error: PusherError) => void;
}

/** Pusher's "authorized connections": a switch of its own, off unless configured. */
export class AuthorizationDeadline {
  private readonly options: AuthorizationDeadlineOptions;

  constructor(options: AuthorizationDeadlineOptions) {
    this.options = options;
  }

  watch(connection: Connection): void {
    const { timeout, clock, close } = this.options;
    clock.after(timeout, () => {
      if (connection.isOpen && !isAuthorized(connection))
        close(connection, new PusherError('not_authorized_in_time'));
    });
  }
}

function isAuthorized({ user, subscriptions }: Connection): boolean {
  if (user !== undefined) return true;
  return [...(subscriptions?.values() ?? [])].some(({ channel }) =>
    needsAuthorization(channel.channelName.kind),
  );
}

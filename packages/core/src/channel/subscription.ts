import type { Member } from '@shoal/protocol';
import type { Connection } from '../connection/connection.js';
import type { Channel } from './channel.js';

/**
 * One connection on one channel.
 *
 * `joining`: the store has not answered yet. `listed`: gets what is published. `left`: gone; a late answer is not
 * told to it.
 */
export class Subscription {
  readonly connection: Connection;
  readonly channel: Channel;
  /** On presence channels. */
  readonly member: Member | undefined;
  /** The client asked for it and waits for the answer; the server may also subscribe a client by itself. */
  isRequested = true;
  state: 'joining' | 'listed' | 'left' = 'joining';
  /** Place in the channel's list while listed. */
  index = -1;

  constructor(connection: Connection, channel: Channel, member?: Member) {
    this.connection = connection;
    this.channel = channel;
    this.member = member;
  }
}

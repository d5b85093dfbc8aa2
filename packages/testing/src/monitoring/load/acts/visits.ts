import type { FrameMatch } from '../../../clients/inbox.js';
import { RawClient } from '../../../clients/raw-client.js';
import { Effects } from '../ledger.js';
import { allServers, type Room } from '../room/room.js';
import { channelTypeOf, isCached, isPresence, type RoomChannelType } from '../room/room-channels.js';
import { type LoadedServer, Seat } from '../room/seat.js';

type MessageKind = 'subscribe' | 'unsubscribe' | 'client_event' | 'signin' | 'ping';

/** What clients of a room do. Each act ends when everybody has heard what they are to hear of it. */
export class Visits {
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  async enter(server: LoadedServer): Promise<Seat> {
    const { app, doubts, ledger, seats } = this.#room;
    const effects = new Effects()
      .at(server.name)
      .add('connection_attempts_total', { ...app, outcome: 'accepted' })
      .add('connection_established_total', app)
      .add('total_connections', app)
      .add('messages_sent_total', app);
    const userId = this.#room.nextName();
    const doubt = doubts.open({ server, userId, channels: [], hasConnection: true });
    const seat = await ledger.perform(effects, () => Seat.take(server, userId, ledger));
    seats.push(seat);
    doubts.close(doubt);
    return seat;
  }

  /** Somebody whom the server does not let in. */
  async beRefused(server: LoadedServer): Promise<void> {
    const nobody = { app_id: 'unknown' };
    const effects = new Effects()
      .at(server.name)
      .add('connection_attempts_total', { ...nobody, outcome: 'unknown_app' })
      .add('connection_errors_total', { ...nobody, error_type: 'app_not_found' });
    await this.#room.ledger.perform(effects, async () => {
      await using client = await RawClient.open({ server: server.address, key: 'nobodys-key' });
      await client.closed;
    });
  }

  /** @param way with a close frame, or without a word */
  async leave(seat: Seat, way: 'close' | 'terminate'): Promise<void> {
    const { app, doubts, ledger, seats } = this.#room;
    const isClosed = way === 'close';
    const end = isClosed ? { code: '1000', reason: 'normal' } : { code: '1006', reason: 'network' };
    const effects = new Effects()
      .at(seat.server.name)
      .addLate('connection_closed_total', app)
      .addLate('disconnects_total', { ...app, ...end, side: 'client' })
      .addLate('connection_duration_seconds_count');
    const left = [...seat.channels];
    for (const channel of left) this.#countLeaving(effects, seat, channel);
    if (seat.isSignedIn) {
      this.#room.countListening(effects, seat.server, 'unsubscribe');
      this.#countWebhook(effects);
    }
    seats.splice(seats.indexOf(seat), 1);
    const { server, userId } = seat;
    const doubt = doubts.open({ server, userId, channels: left, hasConnection: true });
    await ledger.perform(effects, async () => {
      if (isClosed) await seat.client.close();
      else seat.client.socket.terminate();
      for (const channel of left) await this.#hearOf(seat, channel, 'member_removed');
    });
    doubts.closeLater(doubt);
  }

  async subscribe(seat: Seat, type: RoomChannelType): Promise<void> {
    const { app, doubts, ledger, remembered } = this.#room;
    const channel = this.#room.channel(type, seat);
    const { server, userId } = seat;
    const effects = this.#message(seat, 'subscribe')
      .add('messages_sent_total', app)
      .add('channel_subscriptions_total', { ...app, channel_type: type });
    if (isPresence(type)) this.#room.countMember(effects, { server, channel, event: 'join' });
    this.#countArrival(effects, seat, channel);
    if (isCached(type)) this.#countCache(effects, seat, remembered.has(channel));
    const member = isPresence(type) ? { member: { user_id: userId } } : {};
    const doubt = doubts.open({ server, userId, channels: [channel], hasConnection: false });
    await ledger.perform(effects, async () => {
      await seat.client.subscribe(channel, member);
      if (isCached(type)) await seat.client.next((frame) => frame.channel === channel);
      if (isPresence(type)) await this.#hearOf(seat, channel, 'member_added');
    });
    seat.channels.add(channel);
    doubts.close(doubt);
  }

  /** With a signature that is none. */
  async subscribeUnsigned(seat: Seat, type: RoomChannelType): Promise<void> {
    const { app, ledger } = this.#room;
    const { name } = seat.server;
    const labels = { ...app, channel_type: type };
    const effects = this.#message(seat, 'subscribe')
      .at(name)
      .add('messages_sent_total', app)
      .add('subscription_failures_total', { ...labels, reason: 'auth' })
      .add('subscription_auth_failures_total', labels);
    await ledger.perform(effects, async () => {
      const data = { channel: `${this.#room.channel(type)}-closed`, auth: 'app-key:nothing' };
      seat.client.send({ event: 'pusher:subscribe', data });
      await seat.client.next('pusher:subscription_error');
    });
  }

  async unsubscribe(seat: Seat, type: RoomChannelType): Promise<void> {
    const channel = this.#room.channel(type, seat);
    const { doubts, ledger } = this.#room;
    const effects = this.#message(seat, 'unsubscribe');
    this.#countLeaving(effects, seat, channel);
    const { server, userId } = seat;
    const doubt = doubts.open({ server, userId, channels: [channel], hasConnection: false });
    await ledger.perform(effects, async () => {
      seat.client.send({ event: 'pusher:unsubscribe', data: { channel } });
      await this.#hearOf(seat, channel, 'member_removed');
    });
    await this.ping(seat);
    doubts.close(doubt);
  }

  /** Everybody else in the channel hears it. */
  async say(seat: Seat, type: 'private' | 'presence'): Promise<void> {
    const { app, ledger } = this.#room;
    const channel = this.#room.channel(type);
    const { name } = seat.server;
    const event = `client-${this.#room.nextName()}`;
    const effects = this.#message(seat, 'client_event')
      .at(name)
      .add('client_events_total', app)
      .add('publishes_accepted_total', { ...app, source: 'client' })
      .add('rate_limit_checks_total', { ...app, limiter_type: 'client_event', result: 'allowed' });
    this.#room.countPublishing(effects, seat.server, { channel, except: seat });
    this.#countWebhook(effects);
    await ledger.perform(effects, async () => {
      seat.client.send({ event, channel, data: { at: this.#room.name } });
      await hear(this.#room.audience(channel, seat), event);
    });
    await this.ping(seat);
  }

  /** Nobody hears what is said on a public channel. */
  async sayInPublic(seat: Seat): Promise<void> {
    const { app, ledger } = this.#room;
    const { name } = seat.server;
    const effects = this.#message(seat, 'client_event')
      .at(name)
      .add('client_events_rejected_total', { ...app, reason: 'bad_channel' })
      .add('messages_sent_total', app);
    await ledger.perform(effects, async () => {
      seat.client.send({ event: 'client-refused', channel: this.#room.channel('public'), data: {} });
      await seat.client.next('pusher:error');
    });
  }

  /** Its server then listens to the user's own channel, which is occupied. */
  async signIn(seat: Seat): Promise<void> {
    const effects = this.#message(seat, 'signin').add('messages_sent_total', this.#room.app);
    this.#room.countListening(effects, seat.server, 'subscribe');
    this.#countWebhook(effects);
    await this.#room.ledger.perform(effects, () => seat.client.signin({ id: seat.userId }));
    seat.isSignedIn = true;
  }

  async ping(seat: Seat): Promise<void> {
    const effects = this.#message(seat, 'ping')
      .at(seat.server.name)
      .add('messages_sent_total', this.#room.app);
    await this.#room.ledger.perform(effects, () => seat.client.barrier());
  }

  /** What a server counts for any frame. It has dealt with it a moment after it answered. */
  #message({ server }: Seat, kind: MessageKind): Effects {
    return new Effects()
      .at(server.name)
      .addLate('messages_received_total', this.#room.app)
      .addLate('message_size_bytes_count', { direction: 'in' })
      .addLate('message_processing_duration_seconds_count', { kind });
  }

  #countCache(effects: Effects, { server }: Seat, isHit: boolean): void {
    effects
      .at(server.name)
      .add('messages_sent_total', this.#room.app)
      .add('cache_operations_total', { cache: 'channel', operation: 'get' })
      .add(isHit ? 'cache_hits_total' : 'cache_misses_total', { cache: 'channel' });
    if (!isHit) this.#countWebhook(effects);
  }

  /** The first subscriber of a server makes it listen, the first of all makes the channel occupied. */
  #countArrival(effects: Effects, { server }: Seat, channel: string): void {
    const audience = this.#room.audienceByServer(channel);
    if (!audience.has(server)) this.#room.countListening(effects, server, 'subscribe');
    if (audience.size === 0) this.#countWebhook(effects);
    if (isPresence(channelTypeOf(channel))) this.#countWebhook(effects);
  }

  #countLeaving(effects: Effects, seat: Seat, channel: string): void {
    const type = channelTypeOf(channel);
    const { server } = seat;
    seat.channels.delete(channel);
    const labels = { ...this.#room.app, channel_type: type };
    effects.at(server.name).addLate('channel_unsubscriptions_total', labels);
    const audience = this.#room.audienceByServer(channel);
    if (!audience.has(server)) this.#room.countListening(effects, server, 'unsubscribe');
    if (audience.size === 0) this.#countWebhook(effects);
    if (!isPresence(type)) return;
    this.#countWebhook(effects);
    this.#room.countMember(effects, { server, channel, event: 'leave' });
  }

  /** One event for the app's endpoint, recorded by any of the servers. */
  #countWebhook(effects: Effects): void {
    effects.at(allServers).addLate('webhooks_queued_total', this.#room.app);
  }

  /** The others in a presence channel are told. */
  async #hearOf(seat: Seat, channel: string, change: 'member_added' | 'member_removed'): Promise<void> {
    if (!isPresence(channelTypeOf(channel))) return;
    const isTold: FrameMatch = (frame) =>
      frame.event === `pusher_internal:${change}` && frame.text.includes(seat.userId);
    await hear(this.#room.audience(channel, seat), isTold);
  }
}

/** @throws Error when one of them does not hear it */
export async function hear(audience: readonly Seat[], match: FrameMatch): Promise<void> {
  await Promise.all(audience.map(({ client }) => client.next(match, { withinMs: 15_000 })));
}

import type { ReceivedMessage } from '../fake-socket.js';
import { dataOf } from '../test-client.js';
import type { History } from './history.js';

/** One stay in one channel, from the success to the end, as the client sees it. */
export interface Stay {
  readonly channel: string;
  /** On presence channels, whom it joined as. */
  readonly user: string;
  /** The last message that had been published anywhere when the stay began. */
  readonly since: number;
  /** On presence channels, the list as it was built from frames: user_info by user. */
  readonly members: Map<string, unknown>;
  readonly received: Set<number>;
  /** The last message of each node. */
  readonly latest: Map<number, number>;
  /** Of a cache channel, while its first answer has not come. */
  awaitsCache: boolean;
  cached: number | undefined;
}

const userChannel = '#server-to-user-';

/** What one client knows, built from nothing but the frames that it got. Throws on a frame that must not come. */
export class ClientView {
  readonly stays = new Map<string, Stay>();
  /** Users by channel of requests that are not answered. */
  readonly asked = new Map<string, string>();
  /** Whom it signed in as. */
  user: string | undefined;
  /** Of those whom it watches, who is online. */
  readonly online = new Map<string, boolean>();
  private readonly socketId: string;
  private readonly history: History;

  constructor(socketId: string, history: History) {
    this.socketId = socketId;
    this.history = history;
  }

  subscribed(channel: string, user: string): void {
    if (!this.stays.has(channel) && !this.asked.has(channel)) this.asked.set(channel, user);
  }

  unsubscribed(channel: string): void {
    this.asked.delete(channel);
    this.stays.delete(channel);
  }

  read(messages: readonly ReceivedMessage[]): void {
    for (const message of messages) this.readOne(message);
  }

  private readOne(message: ReceivedMessage): void {
    const { event, channel = '' } = message;
    const stay = this.stays.get(channel);
    switch (event) {
      case 'pusher_internal:subscription_succeeded':
        this.succeeded(message, channel);
        break;
      case 'pusher:subscription_error':
        if (!this.asked.delete(channel)) throw new Error(`${channel} was refused though nobody asked`);
        break;
      case 'pusher_internal:member_added':
        added(need(stay, message), message);
        break;
      case 'pusher_internal:member_removed':
        removed(need(stay, message), message);
        break;
      case 'pusher:cache_miss':
        if (!need(stay, message).awaitsCache) throw new Error(`${channel} missed its cache twice`);
        need(stay, message).awaitsCache = false;
        break;
      case 'pusher:signin_success':
        this.signedIn(message);
        break;
      case 'pusher_internal:watchlist_events':
        this.watched(message);
        break;
      case 'pusher:error':
        break;
      default:
        this.received(need(stay, message), event);
    }
  }

  private succeeded(message: ReceivedMessage, channel: string): void {
    const known = this.stays.get(channel);
    const members = listOf(message);
    if (known !== undefined) {
      if (!known.channel.startsWith(userChannel)) expect(members).toEqual(known.members);
      return;
    }
    const user = this.asked.get(channel);
    if (user === undefined) throw new Error(`${channel} succeeded though nobody asked`);
    this.asked.delete(channel);
    if (members.size > 0) expect([...members.keys()]).toContain(user);
    this.begin(channel, { user, members });
  }

  private signedIn(message: ReceivedMessage): void {
    const { id } = JSON.parse(String(dataOf(message).user_data)) as { id: string };
    const channel = `${userChannel}${id}`;
    this.user = id;
    if (!this.stays.has(channel)) this.begin(channel, { user: id, members: new Map() });
  }

  private watched(message: ReceivedMessage): void {
    const { events } = dataOf(message) as { events: { name: string; user_ids: string[] }[] };
    for (const { name, user_ids: ids } of events) {
      for (const id of ids) this.online.set(id, name === 'online');
    }
  }

  private begin(channel: string, { user, members }: Pick<Stay, 'user' | 'members'>): void {
    this.stays.set(channel, {
      channel,
      user,
      members,
      since: this.history.last,
      received: new Set(),
      latest: new Map(),
      awaitsCache: channel.includes('cache-'),
      cached: undefined,
    });
  }

  private received(stay: Stay, event: string): void {
    const publication = this.history.find(event);
    const { number, node } = publication;
    expect({ event, channel: publication.channel }).toEqual({ event, channel: stay.channel });
    if (stay.received.has(number)) throw new Error(`${event} came twice`);
    if (stay.awaitsCache) {
      stay.awaitsCache = false;
      stay.cached = number;
    } else {
      if (publication.except === this.socketId)
        throw new Error(`${event} came to the socket that it leaves out`);
      if (number < (stay.latest.get(node) ?? 0)) throw new Error(`${event} came after a later one`);
    }
    stay.received.add(number);
    stay.latest.set(node, Math.max(number, stay.latest.get(node) ?? 0));
  }
}

function need(stay: Stay | undefined, { event, channel }: ReceivedMessage): Stay {
  if (stay === undefined) throw new Error(`${event} came on ${channel} to a client that is not there`);
  return stay;
}

function added({ members }: Stay, message: ReceivedMessage): void {
  const { user_id: user, user_info: info } = dataOf(message);
  if (members.has(String(user))) throw new Error(`${user} was added twice`);
  members.set(String(user), info ?? null);
}

function removed({ members }: Stay, message: ReceivedMessage): void {
  const { user_id: user } = dataOf(message);
  if (!members.delete(String(user))) throw new Error(`${user} was removed though it was not there`);
}

function listOf(message: ReceivedMessage): Map<string, unknown> {
  const { presence } = dataOf(message) as { presence?: { hash: Record<string, unknown> } };
  return new Map(Object.entries(presence?.hash ?? {}));
}

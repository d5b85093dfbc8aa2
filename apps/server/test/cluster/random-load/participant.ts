import { type AppCredentials, authorizeChannel, RawClient, type ServerProcess, within } from '@shoal/testing';
import type { Ledger, Publication } from './ledger.js';

/** From one `subscription_succeeded` on. What comes after an unsubscribe was on its way before it. */
export interface Session {
  readonly channel: string;
  readonly succeededAt: number;
  /** Members that the answer named. */
  readonly answered: readonly string[];
  readonly heard: Heard[];
  /** Everything published before this moment is known to have arrived. */
  completeAt: number | undefined;
  /** When the unsubscribe was sent. */
  leftAt: number | undefined;
  /** From when on nothing may come. */
  overAt: number | undefined;
}

export type Heard =
  | { readonly kind: 'event'; readonly id: string }
  | { readonly kind: 'added' | 'removed'; readonly user: string; readonly at: number };

const memberKinds = new Map([
  ['pusher_internal:member_added', 'added'],
  ['pusher_internal:member_removed', 'removed'],
] as const);

const patience = 15_000;

export interface Identity {
  readonly name: string;
  readonly user: string;
  readonly node: number;
  readonly ledger: Ledger;
}

/** A client, and everything that it was told in each of its sessions. */
export class Participant {
  readonly name: string;
  readonly user: string;
  readonly node: number;
  readonly sessions: Session[] = [];
  /** What should never have come. */
  readonly faults: { readonly channel: string; readonly text: string }[] = [];
  isOpen = true;
  readonly #client: RawClient;
  readonly #app: AppCredentials;
  readonly #ledger: Ledger;
  readonly #latest = new Map<string, Session>();
  readonly #awaited = new Map<string, () => void>();

  private constructor(client: RawClient, app: AppCredentials, given: Identity) {
    this.#client = client;
    this.#app = app;
    this.name = given.name;
    this.user = given.user;
    this.node = given.node;
    this.#ledger = given.ledger;
    client.socket.on('message', () => this.#receive());
  }

  static async connect(server: ServerProcess, identity: Identity): Promise<Participant> {
    return new Participant(await RawClient.connect({ server }), server.app, identity);
  }

  get socketId(): string {
    return this.#client.socketId;
  }

  /** The session of each channel that it is subscribed to. */
  get subscribed(): Session[] {
    return this.isOpen ? [...this.#latest.values()].filter(({ leftAt }) => leftAt === undefined) : [];
  }

  isIn(channel: string): boolean {
    return this.subscribed.some((session) => session.channel === channel);
  }

  async subscribe(channel: string): Promise<void> {
    this.#ledger.note(channel, `${this.name} asks to subscribe`);
    const answered = new Promise<void>((resolve) => this.#awaited.set(`entry ${channel}`, resolve));
    this.#client.send({ event: 'pusher:subscribe', data: { channel, ...this.#permission(channel) } });
    await within(patience, answered, `the entry of ${this.name} into ${channel}`);
  }

  /** @param isFollowed by another subscription at once: then nobody waits until the end is known */
  async unsubscribe(session: Session, isFollowed: boolean): Promise<void> {
    session.leftAt = this.#ledger.note(session.channel, `${this.name} unsubscribes`);
    this.#client.send({ event: 'pusher:unsubscribe', data: { channel: session.channel } });
    if (isFollowed) return;
    await this.barrier();
    session.overAt = this.#ledger.now();
  }

  async trigger(publication: Publication): Promise<void> {
    const { channel, id } = publication;
    this.#client.send({ event: 'client-load', channel, data: { id } });
    await this.barrier();
    publication.acceptedAt = this.#ledger.now();
  }

  /** Resolves when the event has come. */
  async hears(session: Session, id: string): Promise<void> {
    if (session.heard.some((heard) => heard.kind === 'event' && heard.id === id)) return;
    const heard = new Promise<void>((resolve) => this.#awaited.set(id, resolve));
    await within(patience, heard, this.#ledger.fault(session.channel, `${this.name} awaits ${id}`).message);
  }

  async barrier(): Promise<void> {
    await this.#client.barrier();
  }

  /** @param isKilled cut without a closing handshake */
  async leave(isKilled: boolean): Promise<void> {
    for (const { channel } of this.subscribed) {
      this.#ledger.note(channel, `${this.name} is ${isKilled ? 'killed' : 'closed'}`);
    }
    this.isOpen = false;
    if (isKilled) this.#client.socket.terminate();
    else await this.#client.close();
  }

  #permission(channel: string): object {
    if (channel.startsWith('news-')) return {};
    const channelData = { user_id: this.user, user_info: { name: this.user } };
    const isPresence = channel.startsWith('presence-');
    const { socketId } = this;
    return authorizeChannel(this.#app, { socketId, channel, ...(isPresence ? { channelData } : {}) });
  }

  /** What `RawClient` has put into its inbox and nobody else asked for, in the order of arrival. */
  #receive(): void {
    for (const { event, channel = '', payload, text } of this.#client.drainInbox()) {
      if (event === 'pusher_internal:subscription_succeeded') this.#enter(channel, payload);
      else if (event === 'load' || event === 'client-load') this.#hear(channel, eventOf(payload));
      else if (event.endsWith('error')) this.faults.push({ channel, text: `${this.name} was told ${text}` });
      else this.#hearMember(channel, { event, payload });
    }
  }

  #enter(channel: string, payload: unknown): void {
    const succeededAt = this.#ledger.note(channel, `${this.name} is subscribed: ${JSON.stringify(payload)}`);
    const answered = idsOf(payload);
    const ends = { completeAt: undefined, leftAt: undefined, overAt: undefined };
    const session: Session = { channel, succeededAt, answered, heard: [], ...ends };
    this.sessions.push(session);
    this.#latest.set(channel, session);
    this.#settle(`entry ${channel}`);
  }

  #hearMember(channel: string, { event, payload }: { event: string; payload: unknown }): void {
    const kind = [...memberKinds].find(([name]) => name === event)?.[1];
    if (kind === undefined) return;
    const user = field(payload, 'user_id');
    const at = this.#ledger.note(channel, `${this.name} is told: ${user} ${kind}`);
    this.#hear(channel, { kind, user, at });
  }

  #hear(channel: string, heard: Heard): void {
    const session = this.#latest.get(channel);
    if (session === undefined || session.overAt !== undefined) {
      const text = `${this.name} is not subscribed and was told ${JSON.stringify(heard)}`;
      this.faults.push({ channel, text });
      return;
    }
    session.heard.push(heard);
    if (heard.kind === 'event') this.#settle(heard.id);
  }

  #settle(awaited: string): void {
    this.#awaited.get(awaited)?.();
    this.#awaited.delete(awaited);
  }
}

function eventOf(payload: unknown): Heard {
  return { kind: 'event', id: field(payload, 'id') };
}

function field(value: unknown, name: string): string {
  return String(new Map(Object.entries(Object(value))).get(name));
}

function idsOf(payload: unknown): readonly string[] {
  const presence = new Map(Object.entries(Object(payload))).get('presence');
  const ids = new Map(Object.entries(Object(presence))).get('ids');
  return Array.isArray(ids) ? ids.map(String) : [];
}

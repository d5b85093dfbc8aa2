import { RawClient, type ServerAddress } from '@shoal/testing';

export const news = 'news';
export const room = 'presence-room';

/**
 * A client that keeps the list of a presence channel as a client library does, hears a public channel, and notes all
 * that it is told. What does not fit its list (somebody added who is there, removed who is not) is a fault.
 */
export class Resident implements AsyncDisposable {
  readonly client: RawClient;
  readonly userId: string;
  /** Events of the public channel, in the order of arrival. */
  readonly heard: string[] = [];
  /** Changes of the list: `+bob`, `-bob`. */
  readonly changes: string[] = [];
  readonly faults: string[] = [];
  #list: Set<string> | undefined;

  private constructor(client: RawClient, userId: string) {
    this.client = client;
    this.userId = userId;
    client.socket.on('message', (data) => this.#read(String(data)));
  }

  /** Resolves when the public subscription is answered; that of the presence channel may still be held. */
  static async enter(server: ServerAddress, userId: string): Promise<Resident> {
    const client = await RawClient.connect({ server });
    const resident = new Resident(client, userId);
    // Nobody waits for this answer here: during an outage it takes longer than a client waits by itself.
    client.subscribe(room, { member: { user_id: userId } }).catch(() => undefined);
    await client.subscribe(news);
    await client.barrier();
    return resident;
  }

  /** Ids in its list, sorted; undefined before its subscription was answered. */
  get list(): string[] | undefined {
    return this.#list && [...this.#list].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }

  #read(text: string): void {
    const { event, channel, data } = JSON.parse(text);
    if (channel === news && !event.startsWith('pusher')) this.heard.push(event);
    if (channel !== room) return;
    const told = JSON.parse(data);
    if (event === 'pusher_internal:subscription_succeeded') {
      if (this.#list !== undefined) this.faults.push('answered twice');
      this.#list = new Set(told.presence.ids);
    } else if (event === 'pusher_internal:member_added') this.#change(told.user_id, true);
    else if (event === 'pusher_internal:member_removed') this.#change(told.user_id, false);
  }

  #change(id: string, isAdded: boolean): void {
    const change = `${isAdded ? '+' : '-'}${id}`;
    this.changes.push(change);
    if (this.#list === undefined || this.#list.has(id) === isAdded) this.faults.push(change);
    if (isAdded) this.#list?.add(id);
    else this.#list?.delete(id);
  }
}

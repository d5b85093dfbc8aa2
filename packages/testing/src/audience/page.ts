import { setTimeout as pause } from 'node:timers/promises';
import { type PageOptions, PageSession } from './page-session.js';

/** Milliseconds until pusher-js tries again, after what is no call to come back at once. */
const retryAfterMs = 1_000;

/** A page that somebody has open: when its connection ends it opens another one, at the times that pusher-js does. */
export class Page {
  readonly userId: string;
  readonly room: string;
  /** The last one is that of now. */
  readonly sessions: PageSession[] = [];
  /** Attempts to connect that did not end with both subscriptions. */
  readonly failures: string[] = [];
  readonly #options: PageOptions;
  #isOpen = false;
  #opening: Promise<void> = Promise.resolve();

  constructor(options: PageOptions) {
    this.#options = options;
    this.userId = options.userId;
    this.room = options.room;
  }

  /** The connection of now. @throws Error when there was none yet */
  get session(): PageSession {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error(`${this.userId} has not been opened`);
    return last;
  }

  /** When it is connected and has both of its channels, for as long as it is to be open. */
  async open(): Promise<void> {
    this.#isOpen = true;
    this.#opening = this.#connect();
    await this.#opening;
  }

  /** Leaves and comes back, as at a reload. */
  async reload(): Promise<void> {
    await this.close();
    await this.open();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#opening;
    await this.session.close();
  }

  async #connect(): Promise<void> {
    while (this.#isOpen) {
      const session = new PageSession(this.#options);
      this.sessions.push(session);
      void session.closed.then(({ code }) => this.#closed(session, code));
      try {
        await session.joined;
        return;
      } catch (error) {
        this.failures.push(String(error));
        await pause(retryAfterMs);
      }
    }
  }

  /** 4200 to 4299 say to come back at once. */
  #closed(session: PageSession, code: number): void {
    const wasOfUse = session.firstOwed !== undefined;
    if (!this.#isOpen || !wasOfUse) return;
    const isMoved = code >= 4200 && code < 4300;
    if (!isMoved) this.failures.push(`The connection to ${session.pod} was closed with ${code}`);
    this.#opening = isMoved ? this.#connect() : pause(retryAfterMs).then(() => this.#connect());
  }
}

import { eventually } from '../eventually.js';
import type { ServerAddress } from '../server/server-address.js';
import type { NumberFeed } from './number-publisher.js';
import { Page } from './page.js';
import type { PageOptions, PageSession } from './page-session.js';

export interface AudienceOptions extends Pick<PageOptions, 'podOf'> {
  readonly server: ServerAddress;
  /** The numbers that are heard; the pages are spread over them. */
  readonly feeds: readonly NumberFeed[];
  readonly pages: number;
  /** Presence channels that the pages are spread over. */
  readonly rooms: number;
}

/** How many pages connect at a time. */
const concurrency = 20;

/** Many pages, each of a user of its own. Use it with `await using`. */
export class Audience implements AsyncDisposable {
  readonly pages: readonly Page[];

  constructor({ server, feeds, pages, rooms, podOf }: AudienceOptions) {
    this.pages = Array.from({ length: pages }, (_, index) => {
      const feed = feeds[index % feeds.length];
      if (feed === undefined) throw new Error('An audience needs something to hear');
      return new Page({
        ...{ server, feed, userId: `user-${index}`, room: `presence-room-${index % rooms}` },
        ...(podOf === undefined ? {} : { podOf }),
      });
    });
  }

  /** All connections that there have been. */
  get sessions(): readonly PageSession[] {
    return this.pages.flatMap(({ sessions }) => sessions);
  }

  /** Attempts that failed, and whatever else no page should have met. */
  get failures(): readonly string[] {
    return [
      ...this.pages.flatMap(({ failures }) => failures),
      ...this.sessions.flatMap(({ faults }) => faults),
    ];
  }

  /** Names of the presence channels, with the users who have a page open there. */
  get rooms(): ReadonlyMap<string, ReadonlySet<string>> {
    const rooms = new Map<string, Set<string>>();
    for (const { room, userId } of this.pages) {
      rooms.set(room, (rooms.get(room) ?? new Set()).add(userId));
    }
    return rooms;
  }

  async open(): Promise<void> {
    await this.#each((page) => page.open());
  }

  /** Every page leaves and comes back, some at a time. */
  async reload(): Promise<void> {
    await this.#each((page) => page.reload());
  }

  /** How many open connections each pod has. */
  countByPod(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { session } of this.pages) {
      const { pod = 'none', end } = session;
      if (end === undefined) counts.set(pod, (counts.get(pod) ?? 0) + 1);
    }
    return counts;
  }

  /** How often pages were told that somebody came or went. */
  countNotices(): { readonly added: number; readonly removed: number } {
    const notices = this.sessions.map((session) => session.notices);
    return {
      added: notices.reduce((sum, { added }) => sum + added, 0),
      removed: notices.reduce((sum, { removed }) => sum + removed, 0),
    };
  }

  /** Waits until every page sees in its room those who are there: all, once, and nobody else. */
  async seeEachOther(): Promise<void> {
    const { rooms } = this;
    const probe = () => {
      const wrong = this.pages.filter(
        ({ room, session }) => session.end !== undefined || !isSame(session.members, rooms.get(room)),
      );
      const [first] = wrong;
      if (first === undefined) return;
      const { members } = first.session;
      const there = rooms.get(first.room)?.size;
      throw new Error(`${wrong.length} pages see others; ${first.userId} sees ${members.size} of ${there}`);
    };
    await eventually(probe, { withinMs: 60_000, everyMs: 50, what: 'pages that see who is there' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.pages.filter(({ sessions }) => sessions.length > 0).map((page) => page.close()));
  }

  async #each(act: (page: Page) => Promise<void>): Promise<void> {
    const waiting = [...this.pages];
    const work = async () => {
      for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) await act(page);
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  }
}

function isSame(seen: ReadonlySet<string>, there: ReadonlySet<string> = new Set()): boolean {
  return seen.size === there.size && [...seen].every((id) => there.has(id));
}

import {
  type Clock,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetters,
  type JobQueue,
  type OrderedLanes,
  systemClock,
} from '@shoal/queue';
import { replayId, replaysOf } from '../deliver/delivery-id.js';
import { type EventsJob, type LaneEvent, laneEvent, type WebhookJob } from '../deliver/webhook-job.js';
import type { Endpoint, WebhookApps } from '../endpoint/endpoint.js';
import { pushesOf, turnOf } from '../produce/plan-batch.js';
import type { WebhookObserver } from '../webhook-observer.js';
import { parseReplayCursor, printReplayCursor, type ReplayPlace } from './replay-cursor.js';

export interface WebhookDeadLettersOptions {
  readonly deadLetters: DeadLetters<EventsJob>;
  readonly apps: WebhookApps;
  readonly queue: Pick<JobQueue<WebhookJob>, 'add'>;
  readonly lanes: Pick<OrderedLanes<LaneEvent>, 'push'>;
  readonly observer: Pick<WebhookObserver, 'queued' | 'dropped'>;
  readonly clock?: Clock;
}

export interface LetterQuery {
  readonly appId: string;
  /** Absent: of all endpoints. */
  readonly endpointId?: string;
  /** From a former page. */
  readonly cursor?: string;
  /** 1 to 100. Default 100. */
  readonly limit?: number;
}

/** `endpoint_gone`: nobody is there to get it any more; the letter stays. */
export type Replay = 'replayed' | 'not_found' | 'endpoint_gone';

export interface ReplayedLetters {
  readonly replayed: number;
  /** Where the next call goes on. Absent: that was all. */
  readonly cursor?: string;
}

const PAGE = 100;
const MOST_PAGES = 10;

/**
 * What was given up, for an operator: to look at, to send again, to throw away. Everything rejects with QueueAwayError
 * while the dead letters or the queue cannot be reached; then doing the same again is right.
 */
export class WebhookDeadLetters {
  private readonly options: WebhookDeadLettersOptions;

  constructor(options: WebhookDeadLettersOptions) {
    this.options = options;
  }

  list({ appId, endpointId, cursor, limit = PAGE }: LetterQuery): Promise<DeadLetterPage<EventsJob>> {
    return this.options.deadLetters.list({
      ...{ group: appId, limit },
      ...(endpointId !== undefined && { topic: endpointId }),
      ...(cursor !== undefined && { cursor }),
    });
  }

  find(appId: string, id: string): Promise<DeadLetter<EventsJob> | undefined> {
    return this.options.deadLetters.find(appId, id);
  }

  /** @returns whether it was there */
  remove(appId: string, id: string): Promise<boolean> {
    return this.options.deadLetters.remove(appId, id);
  }

  /** Sends a letter's events again, as a new job of the same delivery: with all its attempts, at the end of its lane. */
  async replay(appId: string, id: string): Promise<Replay> {
    const letter = await this.find(appId, id);
    if (letter === undefined) return 'not_found';
    const endpoint = await this.endpointOf(appId, letter.topic);
    if (endpoint === undefined) return 'endpoint_gone';
    await this.sendAgain(letter, endpoint);
    return 'replayed';
  }

  /**
   * Replays an endpoint's letters, oldest first, at most 1,000 a call: those that it had when the first call began, so
   * that none that fails again comes again. The letter of a worker whose clock is ahead may be left to a later call.
   *
   * @param cursor of the call before
   * @throws BadCursorError
   */
  async replayAll(
    appId: string,
    endpointId: string,
    cursor?: string,
  ): Promise<ReplayedLetters | 'endpoint_gone'> {
    const endpoint = await this.endpointOf(appId, endpointId);
    if (endpoint === undefined) return 'endpoint_gone';
    const { deadLetters, clock = systemClock } = this.options;
    let place: ReplayPlace = cursor === undefined ? { before: clock.wall() } : parseReplayCursor(cursor);
    let replayed = 0;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = { group: appId, topic: endpointId, order: 'oldest', limit: PAGE } as const;
      const found = await deadLetters.list({
        ...query,
        ...(place.after !== undefined && { cursor: place.after }),
      });
      const due = found.letters.filter(({ failedAt }) => failedAt < place.before);
      for (const letter of due) await this.sendAgain(letter, endpoint);
      replayed += due.length;
      if (found.cursor === undefined || due.length < found.letters.length) return { replayed };
      place = { before: place.before, after: found.cursor };
    }
    return { replayed, cursor: printReplayCursor(place) };
  }

  private async endpointOf(appId: string, endpointId: string): Promise<Endpoint | undefined> {
    const app = await this.options.apps.find(appId);
    return app?.endpoints.find(({ id }) => id === endpointId);
  }

  /** The letter goes last: if this is cut off, the events are sent again, and the letter can be replayed again. */
  private async sendAgain(letter: DeadLetter<EventsJob>, endpoint: Endpoint): Promise<void> {
    const { queue, observer, deadLetters } = this.options;
    const { id, group: appId, data } = letter;
    const nth = replaysOf(id) + 1;
    await (endpoint.isOrdered ? this.push(data, nth) : queue.add([{ id: replayId(id, nth), data }]));
    observer.queued(appId, data.events.length);
    await deadLetters.remove(appId, id);
  }

  /** Without a mark: the lane has seen them before, and has to take them all the same. */
  private async push({ appId, endpointId, events }: EventsJob, nth: number): Promise<void> {
    const { queue, lanes, observer, clock = systemClock } = this.options;
    const replay = { nth, at: clock.wall() };
    const items = events.map((event) => ({ item: laneEvent(event, replay) }));
    for (const push of pushesOf(appId, endpointId, items)) {
      const { turn, dropped } = await lanes.push(push.lane, push.items);
      if (dropped > 0) observer.dropped(appId, 'buffer_full', dropped);
      await queue.add([turnOf(appId, push, turn)]);
    }
  }
}

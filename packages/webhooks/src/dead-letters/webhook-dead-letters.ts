import type { DeadLetter, DeadLetterPage, DeadLetters, JobQueue, OrderedLanes } from '@shoal/queue';
import { replayId, replaysOf } from '../deliver/delivery-id.js';
import { type EventsJob, type LaneEvent, laneEvent, type WebhookJob } from '../deliver/webhook-job.js';
import type { Endpoint, WebhookApps } from '../endpoint/endpoint.js';
import { pushesOf, turnOf } from '../produce/plan-batch.js';
import type { WebhookObserver } from '../webhook-observer.js';

export interface WebhookDeadLettersOptions {
  readonly deadLetters: DeadLetters<EventsJob>;
  readonly apps: WebhookApps;
  readonly queue: Pick<JobQueue<WebhookJob>, 'add'>;
  readonly lanes: Pick<OrderedLanes<LaneEvent>, 'push'>;
  readonly observer: Pick<WebhookObserver, 'queued'>;
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

  /** Replays an endpoint's letters, newest first, at most 1,000 a call; none when the endpoint is gone. */
  async replayAll(appId: string, endpointId: string, cursor?: string): Promise<ReplayedLetters> {
    const endpoint = await this.endpointOf(appId, endpointId);
    if (endpoint === undefined) return { replayed: 0 };
    let replayed = 0;
    let from = cursor;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const found = await this.list({ appId, endpointId, ...(from !== undefined && { cursor: from }) });
      for (const letter of found.letters) await this.sendAgain(letter, endpoint);
      replayed += found.letters.length;
      from = found.cursor;
      if (from === undefined) return { replayed };
    }
    return { replayed, ...(from !== undefined && { cursor: from }) };
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
    const { queue, lanes } = this.options;
    const items = events.map((event) => ({ item: laneEvent(event, nth) }));
    for (const push of pushesOf(appId, endpointId, items)) {
      const turn = await lanes.push(push.lane, push.items);
      await queue.add([turnOf(appId, push, turn)]);
    }
  }
}

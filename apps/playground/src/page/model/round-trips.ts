/** An event as it is published and as it arrives. */
export interface EventContent {
  readonly channel: string;
  readonly event: string;
  readonly data: unknown;
}

/** So many events may be under way; the oldest is forgotten. */
const mostPending = 100;

/**
 * Recognizes events that come back. The protocol gives events no id, so they are known by their content: of two
 * equal ones under way, the later counts.
 */
export class RoundTrips {
  readonly #startedAt = new Map<string, number>();

  /** @param now milliseconds */
  start(content: EventContent, now: number): void {
    const key = keyOf(content);
    this.#startedAt.delete(key);
    this.#startedAt.set(key, now);
    const [oldest] = this.#startedAt.keys();
    if (this.#startedAt.size > mostPending && oldest !== undefined) this.#startedAt.delete(oldest);
  }

  /** Milliseconds since it was started, once; undefined when it was not. */
  finish(content: EventContent, now: number): number | undefined {
    const key = keyOf(content);
    const startedAt = this.#startedAt.get(key);
    this.#startedAt.delete(key);
    return startedAt === undefined ? undefined : now - startedAt;
  }
}

function keyOf({ channel, event, data }: EventContent): string {
  return JSON.stringify([channel, event, data]);
}

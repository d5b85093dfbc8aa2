import { isRecord } from '@shoal/protocol';

/** One message from the server, as it was on the wire. */
export interface ReceivedFrame {
  readonly event: string;
  readonly channel?: string;
  /** As it was sent: a JSON string for most events. */
  readonly data: unknown;
  /** `data`, decoded when it is a JSON string; otherwise the same. */
  readonly payload: unknown;
  /** All fields of the message. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** The name of an event, or anything that recognises the frame. */
export type FrameMatch = string | ((frame: ReceivedFrame) => boolean);

interface Waiter {
  readonly match: FrameMatch;
  readonly resolve: (frame: ReceivedFrame) => void;
  readonly reject: (error: Error) => void;
}

/** Frames that arrived and were not asked for yet, and questions that no frame has answered yet. */
export class Inbox {
  readonly #waiters = new Set<Waiter>();
  #frames: ReceivedFrame[] = [];
  #ended: string | undefined;

  receive(text: string): void {
    const frame = readFrame(text);
    const waiter = [...this.#waiters].find(({ match }) => matches(frame, match));
    if (waiter === undefined) {
      this.#frames.push(frame);
    } else {
      this.#waiters.delete(waiter);
      waiter.resolve(frame);
    }
  }

  /** Nothing will come any more: whoever waits is told `why`. */
  end(why: string): void {
    this.#ended = why;
    for (const { match, reject } of this.#waiters) reject(this.#missing(match, why));
  }

  /**
   * The first frame that matches, past or future; it is taken out of the inbox.
   *
   * @throws Error that lists what arrived instead, after `withinMs` or when the connection ends
   */
  async take(match: FrameMatch, withinMs: number): Promise<ReceivedFrame> {
    const index = this.#frames.findIndex((frame) => matches(frame, match));
    const [found] = index < 0 ? [] : this.#frames.splice(index, 1);
    return found ?? (await this.takeNew(match, withinMs));
  }

  /** The same, but only of frames that arrive from now on. */
  async takeNew(match: FrameMatch, withinMs: number): Promise<ReceivedFrame> {
    if (this.#ended !== undefined) throw this.#missing(match, this.#ended);
    return await this.#wait(match, withinMs);
  }

  /** Takes everything out. */
  drain(): ReceivedFrame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  async #wait(match: FrameMatch, withinMs: number): Promise<ReceivedFrame> {
    let waiter: Waiter | undefined;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<ReceivedFrame>((resolve, reject) => {
      waiter = { match, resolve, reject };
      this.#waiters.add(waiter);
      timer = setTimeout(
        () => reject(this.#missing(match, `nothing of the kind in ${withinMs} ms`)),
        withinMs,
      );
    });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      if (waiter !== undefined) this.#waiters.delete(waiter);
    }
  }

  #missing(match: FrameMatch, why: string): Error {
    const wanted = typeof match === 'string' ? match : `a frame that satisfies ${match}`;
    const arrived = this.#frames.map(({ text }) => `\n  ${text.slice(0, 300)}`).join('') || ' nothing';
    return new Error(`Waited for ${wanted}: ${why}. Arrived instead:${arrived}`);
  }
}

function matches(frame: ReceivedFrame, match: FrameMatch): boolean {
  return typeof match === 'string' ? frame.event === match : match(frame);
}

function readFrame(text: string): ReceivedFrame {
  const parsed = parseJson(text);
  const fields = isRecord(parsed) ? parsed : {};
  const { event = '', channel, data } = fields;
  return {
    event: String(event),
    ...(typeof channel === 'string' ? { channel } : {}),
    data,
    payload: typeof data === 'string' ? parseJson(data) : data,
    fields,
    text,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Data may be any text: then it is its own payload.
    return text;
  }
}

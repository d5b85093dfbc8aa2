import type { MaybePromise } from '../../maybe-promise.js';

/**
 * - `asked`: the store acts when it is asked and its reply is late, so the reply may be old news when it arrives.
 * - `answered`: the request is late; the store acts in the moment in which the test lets it answer.
 */
export type ActsWhen = 'asked' | 'answered';

interface Reply {
  readonly lane: string;
  readonly answer: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Replies on their way. A lane's replies arrive in order, as those of one connection do; lanes overtake each
 * other as the test likes.
 */
export class ReplyQueue {
  private readonly actsWhen: ActsWhen;
  private readonly replies: Reply[] = [];

  constructor(actsWhen: ActsWhen = 'asked') {
    this.actsWhen = actsWhen;
  }

  get size(): number {
    return this.replies.length;
  }

  /** Lanes that something waits in, each once. */
  get lanes(): string[] {
    return [...new Set(this.replies.map(({ lane }) => lane))];
  }

  /** Runs `act` now or when answered; resolves with what it returned when the test says so. */
  hold<T>(lane: string, act: () => MaybePromise<T>): Promise<T> {
    const outcome = this.actsWhen === 'asked' ? attempt(act) : act;
    return new Promise((resolve, reject) => {
      const answer = (): void => {
        try {
          resolve(outcome());
        } catch (error) {
          reject(error);
        }
      };
      this.replies.push({ lane, answer, fail: reject });
    });
  }

  /** Lets the oldest reply arrive, of one lane or of all; resolves when those who waited for it have gone on. */
  async answer(lane?: string): Promise<void> {
    this.take(lane).answer();
    await turn();
  }

  async fail(error: unknown, lane?: string): Promise<void> {
    this.take(lane).fail(error);
    await turn();
  }

  /** Answers until nothing waits, what is asked meanwhile included. */
  async answerAll(): Promise<void> {
    await turn();
    while (this.replies.length > 0) await this.answer();
  }

  private take(lane: string | undefined): Reply {
    const index = lane === undefined ? 0 : this.replies.findIndex((reply) => reply.lane === lane);
    const [reply] = index < 0 ? [] : this.replies.splice(index, 1);
    if (reply === undefined) throw new Error(`Nothing waits in ${lane ?? 'any lane'}`);
    return reply;
  }
}

/** Acts at once; the result, or what was thrown, is kept for later. */
function attempt<T>(act: () => T): () => T {
  try {
    const result = act();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Long enough for every promise that can go on now. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import { DeadlineError, type OutboundAnswer } from '@shoal/outbound';
import {
  ApnsSession,
  type ApnsSessionOptions,
  type SessionRequest,
  UnprocessedRequestError,
} from './apns-session.js';

export interface SessionPoolOptions extends ApnsSessionOptions {
  /** Sessions at once. */
  readonly mostSessions: number;
}

interface Waiter {
  readonly take: (session: ApnsSession) => void;
  readonly fail: (error: Error) => void;
}

const mostTries = 3;

/**
 * The sessions of one credential. There is one, until all its streams are in use: then another is opened beside it, and
 * requests wait for whichever has a free stream first. One that goes is replaced when somebody waits.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  /** Those that still answer, but take no more, too. */
  readonly #sessions = new Set<ApnsSession>();
  readonly #waiting = new Set<Waiter>();
  #isClosed = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
  }

  /** @throws DeadlineError; what Node says of a connection that could not be made, or broke */
  async request(request: SessionRequest): Promise<OutboundAnswer> {
    const endsAt = performance.now() + request.timeout;
    for (let tries = 1; ; tries += 1) {
      const session = this.#take() ?? (await this.#wait(endsAt - performance.now()));
      const timeout = Math.max(1, endsAt - performance.now());
      try {
        return await session.request({ ...request, timeout });
      } catch (error) {
        if (!(error instanceof UnprocessedRequestError) || tries === mostTries) throw error;
      }
    }
  }

  /** What is under way fails. */
  close(): void {
    this.#isClosed = true;
    for (const session of this.#sessions) session.close();
    this.#failAll(new Error('We are shutting down'));
  }

  /** @returns a session with a stream reserved, unless others wait for one */
  #take(): ApnsSession | undefined {
    return this.#waiting.size === 0 ? this.#reserve() : undefined;
  }

  /** @param timeout milliseconds @returns a session with a stream reserved */
  #wait(timeout: number): Promise<ApnsSession> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.fail(new DeadlineError(timeout)), timeout);
      const waiter: Waiter = {
        take: (session) => {
          this.#leave(waiter, timer);
          resolve(session);
        },
        fail: (error) => {
          this.#leave(waiter, timer);
          reject(error);
        },
      };
      this.#waiting.add(waiter);
      this.#serve();
    });
  }

  #leave(waiter: Waiter, timer: NodeJS.Timeout): void {
    clearTimeout(timer);
    this.#waiting.delete(waiter);
  }

  #serve(): void {
    for (const { take } of this.#waiting) {
      const session = this.#reserve();
      if (session === undefined) {
        this.#grow();
        return;
      }
      take(session);
    }
  }

  #reserve(): ApnsSession | undefined {
    for (const session of this.#sessions) {
      if (session.freeStreams <= 0) continue;
      session.reserve();
      return session;
    }
    return undefined;
  }

  /** Opens a session, unless one is being opened, or there are enough. */
  #grow(): void {
    const states = [...this.#sessions].map(({ state }) => state).filter((state) => state !== 'draining');
    if (this.#isClosed || states.includes('connecting') || states.length >= this.#options.mostSessions)
      return;
    this.#sessions.add(new ApnsSession(this.#options, (session) => this.#changed(session)));
  }

  #changed(session: ApnsSession): void {
    if (session.state === 'closed') this.#lose(session);
    this.#serve();
  }

  #lose(session: ApnsSession): void {
    this.#sessions.delete(session);
    // Who waits for a connection that cannot be made would wait for the next one in vain.
    const hasOthers = [...this.#sessions].some(({ state }) => state === 'ready');
    if (session.connectFailure !== undefined && !hasOthers) this.#failAll(session.connectFailure);
  }

  #failAll(error: Error): void {
    for (const { fail } of this.#waiting) fail(error);
  }
}

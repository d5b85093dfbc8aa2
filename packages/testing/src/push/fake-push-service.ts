import { isAcceptance, type Reply } from '../webhooks/reply.js';
import { type TokenCount, TokenCounts, type Totals } from './token-counts.js';

export interface FakePushServiceOptions {
  /** Whether {@link FakePushService.received} is kept. Not for load: then only the counts are. True by default. */
  readonly keepsReceived?: boolean;
}

/**
 * What the fakes of push services have in common: a test says how they answer, and reads what they were sent. Only
 * requests that the real service would take get that far: any other is refused as the real one refuses it.
 *
 * A `Reply` without a status takes the notification; `apnsRefusal`, `fcmRefusal` and `webPushRefusal` make the others.
 */
export abstract class FakePushService<Received extends { readonly token: string }> {
  /** Valid requests in the order of arrival, whatever the answer was. */
  readonly received: Received[] = [];
  readonly #queued = new Map<string, Reply[]>();
  #behaviour: (token: string) => Reply = () => ({});
  readonly #counts = new TokenCounts();
  readonly #keepsReceived: boolean;

  constructor({ keepsReceived = true }: FakePushServiceOptions) {
    this.#keepsReceived = keepsReceived;
  }

  /** The next requests for `token` are answered so, one after the other; those after them by the behaviour. */
  answer(token: string, ...replies: readonly Reply[]): void {
    this.#queued.set(token, [...(this.#queued.get(token) ?? []), ...replies]);
  }

  /** Answers every other request, from the next one on. Without it they are taken. */
  behave(behaviour: Reply | ((token: string) => Reply)): void {
    this.#behaviour = typeof behaviour === 'function' ? behaviour : () => behaviour;
  }

  /** How many valid requests there were for a token, and how many of them were answered with 2xx. */
  count(token: string): Readonly<TokenCount> {
    return this.#counts.of(token);
  }

  counts(): Iterable<readonly [string, Readonly<TokenCount>]> {
    return this.#counts.entries();
  }

  get totals(): Totals {
    return this.#counts.totals;
  }

  /** What a valid request is answered. @param acceptance the service's own, when it takes it */
  protected take(received: Received, acceptance: () => Exclude<Reply, string>): Reply {
    if (this.#keepsReceived) this.received.push(received);
    const { token } = received;
    const scripted = this.#next(token);
    const isTaken = typeof scripted === 'object' && scripted.status === undefined;
    const reply = isTaken ? { ...acceptance(), ...scripted } : scripted;
    this.#counts.add(token, isAcceptance(reply));
    return reply;
  }

  /** What an invalid request is answered. */
  protected refuse(refusal: Reply): Reply {
    this.#counts.addInvalid();
    return refusal;
  }

  #next(token: string): Reply {
    const queued = this.#queued.get(token);
    const reply = queued?.shift();
    if (queued?.length === 0) this.#queued.delete(token);
    return reply ?? this.#behaviour(token);
  }
}

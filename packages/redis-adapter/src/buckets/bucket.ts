import type { Clock } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import { deregister } from '../scripts/deregister.js';
import { register } from '../scripts/register.js';
import { renew } from '../scripts/renew.js';
import { BucketCountError, isScriptFault, isUnknownScript } from './bucket-errors.js';
import type { Command, Query, Statement } from './command.js';
import { Identity } from './identity.js';
import { Lease } from './lease.js';
import { CommandQueue } from './line/command-queue.js';
import { Patience } from './line/patience.js';
import { ScriptSender, type ScriptSenderParts } from './line/script-sender.js';
import type { SharedWindow } from './line/shared-window.js';
import type { Turnstile } from './line/turnstile.js';
import { readReply, type ScriptReply } from './script-reply.js';

export interface BucketParts extends Omit<ScriptSenderParts, 'identity'> {
  readonly index: number;
  /** Number of buckets of the installation. */
  readonly count: number;
  readonly clock: Clock;
  /** Unique over all processes. */
  readonly newId: () => string;
  /** Shared by all buckets. */
  readonly window: SharedWindow;
  /** Shared by all buckets: whoever passes states all that this node holds in the bucket. */
  readonly turnstile: Turnstile;
  readonly onRegistered: (bucket: Bucket, registered: Registered) => void;
}

export interface Registered {
  /** Under a new id: all that this node holds has to be stated again. Else only what was unconfirmed is, by itself. */
  readonly isNew: boolean;
  /** The epoch that this node was registered in before; undefined the first time. */
  readonly from: string | undefined;
  /** Ids that this node had before and whose entries it may sweep, once it has stated everything. */
  readonly formerIds: readonly string[];
}

const RETRY_MS = 250;
type Phase = 'live' | 'recovering' | 'away';

/**
 * This node's part in one bucket: its registration, and a queue of scripts that are executed and answered in the
 * order of the calls. Nothing is ever executed twice in two orders: after any doubt the generation is raised
 * first, so that what is still on its way is refused, and what was unanswered is stated again.
 */
export class Bucket {
  readonly lease = new Lease();
  private readonly parts: BucketParts;
  private readonly identity: Identity;
  private readonly sender: ScriptSender;
  private readonly queue: CommandQueue;
  private readonly patience = new Patience();
  private phase: Phase = 'recovering';
  private currentEpoch: string | undefined;
  /** Raised by every doubt: what was sent before is not heard any more. */
  private session = 0;
  private registeringSince: number | undefined;
  private retryAt = 0;
  private onTried: ((error?: Error) => void)[] = [];

  constructor(parts: BucketParts) {
    this.parts = parts;
    this.identity = new Identity(parts.newId);
    this.sender = new ScriptSender({ ...parts, identity: this.identity });
    this.queue = new CommandQueue(parts.window, () => this.pump());
  }

  get index(): number {
    return this.parts.index;
  }

  /** Under which this node is registered here, or about to be. */
  get nodeId(): string {
    return this.identity.id;
  }

  /** The epoch in which this node is registered, or was last; empty before the first time. */
  get epoch(): string {
    return this.currentEpoch ?? '';
  }

  get isAway(): boolean {
    return this.phase === 'away';
  }

  /** All that was stated and asked is answered. */
  get isIdle(): boolean {
    return this.queue.isEmpty;
  }

  /** Resolves when registering was tried. Rejects with BucketCountError. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.onTried.push((error) => (error === undefined ? resolve() : reject(error)));
      this.register(true);
    });
  }

  /** Resolves with the reply when it is known to have been executed; undefined when it was dropped as unwanted. */
  state(statement: Statement): Promise<ScriptReply | undefined> {
    return new Promise((resolve, reject) => {
      this.push({ statement, isQuery: false, sentAt: undefined, resolve, reject });
      if (this.isAway) statement.onAway?.();
    });
  }

  /** Rejects with PusherError `backend` while the bucket is away. */
  async ask({ script, args }: Query): Promise<ScriptReply> {
    if (this.isAway) throw new PusherError('backend');
    const reply = await new Promise<ScriptReply | undefined>((resolve, reject) => {
      const statement = { script, args: () => args };
      this.push({ statement, isQuery: true, sentAt: undefined, resolve, reject });
    });
    if (reply === undefined) throw new PusherError('backend');
    return reply;
  }

  /** Looks at what is late or due; to be called often. @param now monotonic ms */
  watch(now: number): void {
    const since = this.registeringSince ?? this.queue.unansweredSince;
    if (this.patience.isOver(since, now)) this.goAway();
    else if (this.phase === 'live') this.renewIfDue(now);
    else if (this.registeringSince === undefined && now >= this.retryAt)
      this.register(!this.identity.isRegistered);
  }

  /** Says last of all that this node ends, as soon as it can, and nothing afterwards. Idle when that was heard. */
  leave(): void {
    const close = (): void => this.close();
    this.state({ script: deregister, args: () => [] }).then(close, close);
  }

  /** Nothing is heard or said any more. */
  close(): void {
    this.session += 1;
    this.phase = 'away';
    this.registeringSince = undefined;
    this.retryAt = Number.POSITIVE_INFINITY;
    for (const { reject } of this.queue.takeAll()) reject(new PusherError('backend'));
  }

  private push(command: Command): void {
    this.queue.push(command);
    if (this.phase === 'live') {
      this.renewIfDue(this.parts.clock.now());
      this.pump();
    } else this.queue.pruneIfLong();
  }

  private pump(): void {
    while (this.phase === 'live') {
      const command = this.queue.next();
      if (command === undefined) return;
      this.send(command);
    }
  }

  private send(command: Command): void {
    const { session } = this;
    const { script, args } = command.statement;
    command.sentAt = this.parts.clock.now();
    this.sender.send(script, args()).then(
      (value) => {
        if (session === this.session) this.answered(command, value);
      },
      (error: unknown) => {
        if (session === this.session) this.failed(command, error);
      },
    );
  }

  private answered(command: Command, value: unknown): void {
    const answer = readReply(value);
    if (answer instanceof Error) this.refused(command, answer);
    else if (answer.isAnswer) {
      this.queue.answered(command);
      command.resolve(answer);
      this.pump();
    } else {
      this.doubt();
      this.register(true);
    }
  }

  /** It was answered, and nothing else is in doubt. */
  private refused(command: Command, error: unknown): void {
    this.queue.answered(command);
    command.reject(error);
    this.pump();
  }

  private failed(command: Command, error: unknown): void {
    if (isScriptFault(error)) {
      this.refused(command, error);
      return;
    }
    if (isUnknownScript(error)) this.sender.forget();
    this.doubt();
    this.register(false);
  }

  /** Nobody knows what of the unanswered was executed. */
  private doubt(): void {
    this.session += 1;
    this.phase = 'recovering';
    this.registeringSince = undefined;
    this.queue.returnUnanswered();
  }

  private goAway(): void {
    const isNews = !this.isAway;
    this.session += 1;
    this.phase = 'away';
    this.registeringSince = undefined;
    this.retryAt = this.parts.clock.now() + RETRY_MS;
    if (isNews) this.queue.release();
    this.tried();
  }

  private register(isNew: boolean): void {
    if (!isNew || this.currentEpoch === undefined) {
      this.sendRegistration(isNew);
      return;
    }
    let { session } = this;
    const isSent = this.parts.turnstile.enter((leave) => {
      if (session === this.session) this.sendRegistration(true, leave);
      else leave();
    });
    if (isSent) return;
    // Others are stating everything anew. It takes as long as it takes, and nobody is to wait for it.
    this.goAway();
    this.retryAt = Number.POSITIVE_INFINITY;
    session = this.session;
  }

  private sendRegistration(isNew: boolean, onAnswer: () => void = () => {}): void {
    const { clock, newId, count } = this.parts;
    const { session } = this;
    this.identity.raise(isNew);
    this.registeringSince = clock.now();
    this.sender.sendWhole(register, [isNew ? '1' : '0', newId(), String(count)]).then(
      (value) => {
        if (session === this.session) this.registered(isNew, value);
        onAnswer();
      },
      () => {
        if (session === this.session) this.goAway();
        onAnswer();
      },
    );
  }

  private registered(isNew: boolean, value: unknown): void {
    const answer = readReply(value);
    if (answer instanceof Error) {
      this.goAway();
    } else if (answer.status === 'BUCKETS') {
      this.tried(new BucketCountError(answer.epoch, this.parts.count));
      this.goAway();
    } else if (answer.status !== 'OK') {
      this.session += 1;
      this.register(true);
    } else this.begin(isNew, answer);
  }

  private begin(isNew: boolean, reply: ScriptReply): void {
    const from = this.currentEpoch;
    this.phase = 'live';
    this.lease.ask(this.registeringSince ?? this.parts.clock.now())();
    this.registeringSince = undefined;
    this.currentEpoch = reply.epoch;
    this.sender.meet(reply.text(0));
    const unconfirmed: Command[] = [];
    for (const command of this.queue.takeWaiting()) {
      if (isNew && command.statement.isAssertion) command.resolve(undefined);
      else unconfirmed.push(command);
    }
    const formerIds = this.identity.confirm(isNew);
    this.parts.onRegistered(this, { isNew, from, formerIds });
    this.queue.push(...unconfirmed);
    this.tried();
    this.pump();
  }

  private renewIfDue(now: number): void {
    if (!this.lease.isDue(now)) return;
    const resolve = this.lease.ask(now);
    const statement = { script: renew, args: () => [] };
    // A renewal that fails puts the whole bucket in doubt, which is dealt with there.
    this.queue.pushFirst({ statement, isQuery: true, sentAt: undefined, resolve, reject() {} });
    this.pump();
  }

  private tried(error?: Error): void {
    for (const done of this.onTried.splice(0)) done(error);
  }
}

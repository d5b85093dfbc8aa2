import type { ScriptConnection } from '../buckets/script-connection.js';

/** A call that waits for the test to answer it. */
export interface PlayedCall {
  readonly kind: 'eval' | 'evalsha';
  /** Text or SHA-1. */
  readonly script: string;
  readonly node: string;
  readonly generation: string;
  /** What follows the generation. */
  readonly args: readonly string[];
  answer(reply: unknown): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A server that says what the test says. */
export class PlayedConnection implements ScriptConnection {
  private calls: PlayedCall[] = [];

  eval(script: string, _keyCount: number, ...args: string[]): Promise<unknown> {
    return this.receive('eval', script, args);
  }

  evalsha(script: string, _keyCount: number, ...args: string[]): Promise<unknown> {
    return this.receive('evalsha', script, args);
  }

  /** Calls since the last time. */
  take(): PlayedCall[] {
    return this.calls.splice(0);
  }

  /** The only call since the last time. @throws when there were more, or none */
  takeOne(): PlayedCall {
    const [call, ...more] = this.take();
    if (call === undefined || more.length > 0)
      throw new Error(`${more.length + (call ? 1 : 0)} calls, not 1`);
    return call;
  }

  private receive(kind: PlayedCall['kind'], script: string, args: readonly string[]): Promise<unknown> {
    const [, , , node = '', generation = '', ...rest] = args;
    return new Promise((resolve, reject) => {
      this.calls.push({
        ...{ kind, script, node, generation, args: rest },
        answer: (reply) => then(() => resolve(reply)),
        fail: (error) => then(() => reject(error)),
      });
    });
  }
}

async function then(act: () => void): Promise<void> {
  act();
  await new Promise((resolve) => setImmediate(resolve));
}

import type { ScriptConnection } from '../../src/buckets/script-connection.js';

/** A connection that the test can cut: what is asked meanwhile, and what is unanswered then, fails. */
export class CuttableConnection implements ScriptConnection {
  private readonly inner: ScriptConnection;
  private readonly cuts = new Set<() => void>();
  private isBroken = false;

  constructor(inner: ScriptConnection) {
    this.inner = inner;
  }

  eval(text: string, keyCount: number, ...args: string[]): Promise<unknown> {
    return this.carry(() => this.inner.eval(text, keyCount, ...args));
  }

  evalsha(sha: string, keyCount: number, ...args: string[]): Promise<unknown> {
    return this.carry(() => this.inner.evalsha(sha, keyCount, ...args));
  }

  break(): void {
    this.isBroken = true;
    for (const cut of this.cuts) cut();
  }

  mend(): void {
    this.isBroken = false;
  }

  private carry(ask: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cut = (): void => reject(new Error('Connection is closed.'));
      if (this.isBroken) {
        cut();
        return;
      }
      this.cuts.add(cut);
      ask()
        .then(resolve, reject)
        .finally(() => this.cuts.delete(cut));
    });
  }
}

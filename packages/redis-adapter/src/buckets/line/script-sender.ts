import type { KnownScripts } from '../../scripts/known-scripts.js';
import type { Script } from '../../scripts/script.js';
import type { Identity } from '../identity.js';
import type { ScriptConnection } from '../script-connection.js';

export interface ScriptSenderParts {
  /** What the bucket's keys begin with. */
  readonly base: string;
  readonly connection: ScriptConnection;
  readonly known: KnownScripts;
  /** In whose name it speaks. */
  readonly identity: Identity;
}

/** Sends a bucket's scripts: by their SHA-1 where the server knows them already. */
export class ScriptSender {
  private readonly parts: ScriptSenderParts;
  private run = '';

  constructor(parts: ScriptSenderParts) {
    this.parts = parts;
  }

  /** The server that answers from now on. @param run its run id */
  meet(run: string): void {
    this.run = run;
  }

  send(script: Script, args: readonly string[]): Promise<unknown> {
    if (!this.parts.known.introduce(script, this.run)) return this.sendWhole(script, args);
    return this.parts.connection.evalsha(script.sha, 1, ...this.address(args));
  }

  /** To a server of which nothing is known. */
  sendWhole(script: Script, args: readonly string[]): Promise<unknown> {
    return this.parts.connection.eval(script.text, 1, ...this.address(args));
  }

  /** The server says that it does not know a script. */
  forget(): void {
    this.parts.known.forget(this.run);
  }

  private address(args: readonly string[]): string[] {
    const { base, identity } = this.parts;
    return [base, '', '', identity.id, String(identity.generation), ...args];
  }
}

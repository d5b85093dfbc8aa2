import type { Script } from './script.js';

/** Which scripts each server has seen. A server that restarts has another run id, and has seen none. */
export class KnownScripts {
  private readonly byRun = new Map<string, Set<string>>();

  /** Whether the server had it already; from now on it has. Say it when the text is being sent. */
  introduce({ sha }: Script, run: string): boolean {
    const known = this.byRun.get(run) ?? new Set<string>();
    this.byRun.set(run, known);
    if (known.has(sha)) return true;
    known.add(sha);
    return false;
  }

  /** The server says that it does not know one: somebody flushed them. */
  forget(run: string): void {
    this.byRun.delete(run);
  }
}

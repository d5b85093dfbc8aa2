import { type ChildProcess, spawn } from 'node:child_process';
import { CapturedOutput, type LogRecord } from './captured-output.js';

/** As images and `npm start` run it; without it the server starts itself again, and a kill would hit the wrong process. */
const heapFlag = '--max-semi-space-size=2';

export interface SpawnOptions {
  /** A program of the machine to run instead of Node. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How long {@link SpawnedProcess.stop} waits before it kills, in milliseconds. */
  readonly killAfterMs?: number;
}

/** How a process ended: with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A Node process of ours, or a program of the machine, with its output captured. It inherits nothing of this process's environment but the
 * search path and the home and temporary directories, so a developer's variables cannot change a test.
 */
export class SpawnedProcess implements AsyncDisposable {
  readonly output = new CapturedOutput();
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #killAfterMs: number;
  #exit: Exit | undefined;

  /** @param args of `node`: the script and its own arguments; or of the other program */
  constructor(args: readonly string[], { program, env = {}, killAfterMs = 5_000 }: SpawnOptions = {}) {
    const { PATH, HOME, TMPDIR } = process.env;
    const inherited = { PATH, HOME, TMPDIR };
    const nodeArgs = program === undefined ? [heapFlag] : [];
    const child = spawn(program ?? process.execPath, [...nodeArgs, ...args], {
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.output.capture(child.stdout);
    this.output.capture(child.stderr);
    this.exited = new Promise((resolve) => {
      const end = (exit: Exit) => {
        this.#exit = exit;
        resolve(exit);
      };
      child.once('close', (code, signal) => end({ code, signal }));
      child.once('error', (error) => {
        this.output.add(error.message);
        end({ code: null, signal: null });
      });
    });
    this.#child = child;
    this.#killAfterMs = killAfterMs;
  }

  /** Undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The structured log so far. */
  logs(): LogRecord[] {
    return this.output.logs();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks it to end (SIGTERM), and kills it when it does not. */
  async stop(): Promise<Exit> {
    if (this.#exit !== undefined) return this.#exit;
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), this.#killAfterMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LogRecord } from '../../server/captured-output.js';
import { type Exit, SpawnedProcess } from '../../server/spawned-process.js';
import { MountedFiles } from './mounted-files.js';
import type { PodManifest } from './pod-manifest.js';
import { runProbe } from './run-probe.js';

/** How a pod was ended. */
export interface PodEnd {
  readonly exit: Exit;
  /** From the request to end to the end, in milliseconds. */
  readonly tookMs: number;
  /** It had to be: its grace period was over. */
  readonly wasKilled: boolean;
}

/**
 * A pod whose container is a process of this machine, and what the kubelet does with it: probes, the hook, the stop
 * signal and the kill. Its container is not restarted: a pod that fails has failed.
 */
export class RunningPod implements AsyncDisposable {
  readonly manifest: PodManifest;
  readonly uid = randomUUID();
  readonly createdAt = new Date();
  readonly #process: SpawnedProcess;
  readonly #files: MountedFiles;
  readonly #onChange: () => void;
  readonly #probing = new AbortController();
  readonly #living = new AbortController();
  #isReady = false;
  #deletedAt: Date | undefined;
  #end: Promise<PodEnd> | undefined;
  #failure: string | undefined;

  /** @param onChange told when the pod becomes something else to those who look at it */
  constructor(manifest: PodManifest, onChange: () => void) {
    this.manifest = manifest;
    this.#onChange = onChange;
    const { entry, args, env, files } = manifest.container;
    this.#files = new MountedFiles(files);
    const locate = (text: string) => this.#files.locate(text);
    this.#process = new SpawnedProcess([entry, ...args.map(locate)], {
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, locate(value)])),
    });
    void this.#process.exited.then((exit) => this.#ended(exit));
    void this.#probe();
  }

  get name(): string {
    return this.manifest.name;
  }

  get address(): string {
    return this.manifest.address;
  }

  /** Whether its probe says so; that it is about to go is another thing. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get isRunning(): boolean {
    return this.#process.exit === undefined;
  }

  /** When somebody wanted it gone. */
  get deletedAt(): Date | undefined {
    return this.#deletedAt;
  }

  /** Why it would have been restarted: it ended by itself, or a probe gave it up. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Everything that it wrote. */
  get output(): string {
    return this.#process.output.text;
  }

  /** The structured log so far. */
  logs(): LogRecord[] {
    return this.#process.logs();
  }

  signal(name: NodeJS.Signals): void {
    this.#process.signal(name);
  }

  /** Hook, stop signal and, when the grace period is over, the kill. */
  terminate(): Promise<PodEnd> {
    this.#end ??= this.#terminate();
    return this.#end;
  }

  /** At once: the test is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#deletedAt ??= new Date();
    this.signal('SIGKILL');
    await this.#process.exited;
    this.#files[Symbol.dispose]();
  }

  async #terminate(): Promise<PodEnd> {
    const { terminationGracePeriodSeconds, container } = this.manifest;
    const startedAt = performance.now();
    this.#deletedAt = new Date();
    this.#living.abort();
    this.#onChange();
    let wasKilled = false;
    const kill = setTimeout(() => {
      wasKilled = true;
      this.signal('SIGKILL');
    }, terminationGracePeriodSeconds * 1_000);
    await pause(container.preStopSeconds * 1_000);
    this.signal('SIGTERM');
    const exit = await this.#process.exited;
    clearTimeout(kill);
    return { exit, wasKilled, tookMs: performance.now() - startedAt };
  }

  async #probe(): Promise<void> {
    const { startup, readiness, liveness } = this.manifest.container.probes;
    const { address } = this;
    if (startup !== undefined) {
      const started = new AbortController();
      const signal = AbortSignal.any([started.signal, this.#probing.signal]);
      const onVerdict = (isWell: boolean) => (isWell ? started.abort() : this.#fail('has not started'));
      await runProbe(startup, { address, signal, onVerdict });
    }
    const probing = this.#probing.signal;
    const living = AbortSignal.any([probing, this.#living.signal]);
    const setReady = (isReady: boolean) => this.#setReady(isReady);
    const setAlive = (isAlive: boolean) => isAlive || this.#fail('does not answer');
    if (readiness === undefined) setReady(!probing.aborted);
    await Promise.all([
      readiness && runProbe(readiness, { address, signal: probing, onVerdict: setReady }),
      liveness && runProbe(liveness, { address, signal: living, onVerdict: setAlive }),
    ]);
  }

  #setReady(isReady: boolean): void {
    if (this.#isReady === isReady) return;
    this.#isReady = isReady;
    this.#onChange();
  }

  #fail(why: string): void {
    this.#failure ??= why;
    this.signal('SIGKILL');
  }

  #ended({ code, signal }: Exit): void {
    this.#probing.abort();
    this.#isReady = false;
    if (this.#deletedAt === undefined) this.#failure ??= `ended by itself (${signal ?? code})`;
    this.#onChange();
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cluster, Redis } from 'ioredis';
import { RecordingHandler } from '../src/testing/gated-handler.js';
import type { Destination } from '../src/testing/redis/redis-clients.js';
import { BullFixture, newPrefix } from './bull-fixture.js';

/** An installation of Redis on which a worker dies. */
export interface DeathScene {
  readonly name: string;
  destination(): Destination;
  client(): Redis | Cluster;
}

const longestMs = 45_000;

/** Declares that a job outlives the processes that run it. */
export function describeWorkerDeaths(scene: DeathScene): void {
  describe(`BullQueue on ${scene.name}`, () => {
    test(
      'a job whose worker is killed in the middle runs again within half a minute',
      async () => {
        const prefix = newPrefix();
        await using fixture = new BullFixture(scene.client(), { prefix });
        await using victim = await WorkerProcess.start({ ...scene.destination(), prefix });
        await fixture.queue.add([{ id: 'a-1', data: { step: 3 } }]);
        expect(await victim.nextLine()).toBe('a-1');
        // As if it had happened to the job many times.
        await fixture.connection.hset(`${prefix}:test:a-1`, 'stc', 1_000);
        const handler = new RecordingHandler();
        fixture.queue.process(handler.handle, { concurrency: 1 });
        await fixture.queue.add([{ id: 'a-2', data: { step: 4 } }]);
        await fixture.passage.until(() => expect(handler.ids).toEqual(['a-2']));
        const killedAt = performance.now();
        await victim.kill();
        await untilWithin(longestMs, () => handler.jobs.length === 2);
        expect(performance.now() - killedAt).toBeLessThan(32_000);
        expect(handler.jobs[1]).toMatchObject({ id: 'a-1', data: { step: 3 } });
        expect(fixture.observer.failures).toEqual([]);
      },
      longestMs + 15_000,
    );
  });
}

async function untilWithin(milliseconds: number, isDone: () => boolean): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!isDone() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isDone()).toBe(true);
}

/** A process of its own that takes jobs and never ends one. It writes their ids. */
class WorkerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>) {
    this.#child = child;
    this.#lines = lines;
  }

  static async start(task: Destination & { readonly prefix: string }): Promise<WorkerProcess> {
    if (!existsSync(join(__dirname, '../dist/redis/index.js'))) throw new Error('Build it first: npm run build');
    const child = spawn(process.execPath, [join(__dirname, 'worker-process.mjs'), JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error('It has no output');
    const worker = new WorkerProcess(child, createInterface(child.stdout)[Symbol.asyncIterator]());
    expect(await worker.nextLine()).toBe('ready');
    return worker;
  }

  async nextLine(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error('The worker process has ended');
    return value;
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

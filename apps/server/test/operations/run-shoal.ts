import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Exit,
  eventually,
  freePorts,
  GiveUpError,
  httpRequest,
  SpawnedProcess,
  type SpawnOptions,
} from '@shoal/testing';

// To start a process takes seconds on a machine that runs other tests too.
jest.setTimeout(30_000);

const host = '127.0.0.1';

/** What is installed as the command `shoal`. */
const command = fileURLToPath(new URL('../../bin/shoal.mjs', import.meta.url));

export interface Ended extends Exit {
  readonly output: string;
}

/** Runs `shoal` until it ends by itself. */
export async function runShoal(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  await using shoal = new SpawnedProcess([command, ...args], options);
  const exit = await shoal.exited;
  return { ...exit, output: shoal.output.text };
}

export interface Started extends AsyncDisposable {
  readonly process: SpawnedProcess;
  readonly port: number;
  readonly metricsPort: number;
}

export interface StartOptions extends SpawnOptions {
  /** The port that its metrics will be on; a free one by default, told by METRICS_PORT. */
  readonly metricsPort?: number;
}

/**
 * Starts `shoal` as an operator would and waits until its metrics port says that it is ready: for servers that do not
 * listen on a plain port. Use it with `await using`.
 */
export async function startShoal({ env = {}, ...options }: StartOptions): Promise<Started> {
  const [port = 0, freePort = 0] = await freePorts(2);
  const { metricsPort = freePort } = options;
  const ports = options.metricsPort === undefined ? { METRICS_PORT: String(metricsPort) } : {};
  const own = { HOST: host, PORT: String(port), DRAIN_DELAY: '0', DRAIN_WINDOW: '0', ...ports, ...env };
  const shoal = new SpawnedProcess([command, 'start'], { ...options, env: own });
  const isReady = async () => {
    if (shoal.exit !== undefined) throw new GiveUpError(`shoal ended: ${shoal.output.text}`);
    return (await httpRequest({ host, port: metricsPort }, { path: '/ready' })).status === 200;
  };
  await eventually(isReady, { withinMs: 20_000, what: 'a ready server' });
  return { process: shoal, port, metricsPort, [Symbol.asyncDispose]: () => shoal[Symbol.asyncDispose]() };
}

/** A folder of a test's own. Use it with `await using`. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'shoal-operations-')));
  }

  /** @returns the path of the file */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eventually,
  freePorts,
  httpRequest,
  type MetricsScrape,
  SpawnedProcess,
  scrapeMetrics,
} from '@shoal/testing';
import { root } from './shipped/repository.js';

export interface ServerPlace {
  /** Where it is asked. */
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  readonly tcpPort: number;
}

/** How a server is set up: nothing is added to it. */
export interface Setup {
  readonly config: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it is not on free ports of 127.0.0.1. */
  readonly place?: Partial<ServerPlace>;
}

/** A server of its own with exactly the settings that a document shows. Use it with `await using`. */
export class ConfiguredServer implements AsyncDisposable {
  readonly process: SpawnedProcess;
  readonly place: ServerPlace;
  readonly #directory: string;

  private constructor(process: SpawnedProcess, place: ServerPlace, directory: string) {
    this.process = process;
    this.place = place;
    this.#directory = directory;
  }

  /** Resolves when clients could come. @param setUp is given free ports to use */
  static async start(setUp: (free: ServerPlace) => Setup): Promise<ConfiguredServer> {
    const [port = 0, metricsPort = 0, tcpPort = 0] = await freePorts(3);
    const free = { host: '127.0.0.1', port, metricsPort, tcpPort };
    const { config, env = {}, place = {} } = setUp(free);
    const directory = await mkdtemp(join(tmpdir(), 'seed-'));
    const path = join(directory, 'config.json');
    await writeFile(path, JSON.stringify(config));
    const process = new SpawnedProcess([join(root, 'apps/server'), 'start', '--config', path], { env });
    const server = new ConfiguredServer(process, { ...free, ...place }, directory);
    try {
      const answers = async () => (await server.#ask(server.place.port, '/live')).status === 200;
      await eventually(answers, { withinMs: 60_000, everyMs: 100, what: 'a server that answers' });
      return server;
    } catch (cause) {
      await server[Symbol.asyncDispose]();
      throw new Error(`It did not start:\n${process.output.text}`, { cause });
    }
  }

  scrape(): Promise<MetricsScrape> {
    return scrapeMetrics(this.place);
  }

  /** The page as it is. @param host another address of this machine @throws Error when nothing listens there */
  async page(host: string = this.place.host): Promise<string> {
    return (await httpRequest({ host, port: this.place.metricsPort }, { path: '/metrics' })).text;
  }

  /** The answer of its public port. */
  async publicStatus(path: string): Promise<number> {
    return (await this.#ask(this.place.port, path)).status;
  }

  /** The first bytes that the TCP exporter sends. @param host another address of this machine */
  async streamed(host: string = this.place.host): Promise<Buffer> {
    const socket = connect(this.place.tcpPort, host);
    const [bytes] = await once(socket, 'data');
    socket.destroy();
    return bytes;
  }

  #ask(port: number, path: string) {
    return httpRequest({ host: this.place.host, port }, { path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.signal('SIGKILL');
    await this.process.exited;
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** What the server says to settings with which it does not start. */
export async function refusalOf(env: Readonly<Record<string, string>>): Promise<string> {
  const process = new SpawnedProcess([join(root, 'apps/server'), 'start'], { env });
  const { code } = await process.exited;
  expect(code).not.toBe(0);
  return process.output.text;
}

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
import { root } from './bench.js';

export interface ServerPorts {
  readonly port: number;
  readonly metricsPort: number;
  readonly tcpPort: number;
}

/** How a server is set up: nothing is added to it. */
export interface Setup {
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
}

/** A server of its own with exactly the settings that a document shows. Use it with `await using`. */
export class ConfiguredServer implements AsyncDisposable {
  readonly process: SpawnedProcess;
  readonly ports: ServerPorts;
  readonly #directory: string;

  private constructor(process: SpawnedProcess, ports: ServerPorts, directory: string) {
    this.process = process;
    this.ports = ports;
    this.#directory = directory;
  }

  static async start(setUp: (ports: ServerPorts) => Setup): Promise<ConfiguredServer> {
    const [port = 0, metricsPort = 0, tcpPort = 0] = await freePorts(3);
    const { config = {}, env = {} } = setUp({ port, metricsPort, tcpPort });
    const directory = await mkdtemp(join(tmpdir(), 'seed-'));
    const path = join(directory, 'config.json');
    await writeFile(path, JSON.stringify({ port, ...config }));
    const process = new SpawnedProcess([join(root, 'apps/server'), 'start', '--config', path], { env });
    const server = new ConfiguredServer(process, { port, metricsPort, tcpPort }, directory);
    try {
      await eventually(() => server.scrape(), { withinMs: 40_000, everyMs: 100, what: 'its metrics' });
      return server;
    } catch (cause) {
      await server[Symbol.asyncDispose]();
      throw new Error(`It did not serve its metrics:\n${process.output.text}`, { cause });
    }
  }

  scrape(): Promise<MetricsScrape> {
    return scrapeMetrics({ host: '127.0.0.1', metricsPort: this.ports.metricsPort });
  }

  /** The page as it is. */
  async page(): Promise<string> {
    const address = { host: '127.0.0.1', port: this.ports.metricsPort };
    return (await httpRequest(address, { path: '/metrics' })).text;
  }

  /** The first bytes that the TCP exporter sends. */
  async streamed(): Promise<Buffer> {
    const socket = connect(this.ports.tcpPort, '127.0.0.1');
    const [bytes] = await once(socket, 'data');
    socket.destroy();
    return bytes;
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

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, GiveUpError } from '../eventually.js';
import { CapturedOutput } from '../server/captured-output.js';
import { freePorts } from '../server/free-ports.js';
import type { Certificates } from './certificates.js';
import { findProgram } from './find-program.js';

const run = promisify(execFile);
const maxAttempts = 3;

export interface RedisProcessOptions {
  /** A folder of its own, made if it is missing: configuration, socket, cluster state. */
  readonly directory: string;
  /** More lines of redis.conf. */
  readonly lines?: readonly string[];
  /** Serves TLS only. `mutual` also asks clients for a certificate. */
  readonly tls?: { readonly mode: 'server' | 'mutual'; readonly certificates: Certificates } | undefined;
  /** Password of the default user. */
  readonly password?: string | undefined;
  /** Listens on a socket file in the folder as well. */
  readonly isOnUnixSocket?: boolean;
  readonly role?: 'server' | 'sentinel' | 'cluster-node';
}

interface Ports {
  readonly port: number;
  readonly busPort: number;
}

/** A real Redis without persistence: whatever it held is gone when it ends. */
export class RedisProcess implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Port of the links between the nodes of a Cluster. */
  readonly busPort: number;
  readonly output = new CapturedOutput();
  readonly #options: RedisProcessOptions;
  #child: ChildProcess | undefined;

  private constructor(options: RedisProcessOptions, { port, busPort }: Ports) {
    this.#options = options;
    this.port = port;
    this.busPort = busPort;
  }

  /** Starts one on a free port. @throws Error with what it wrote, when it ends at once */
  static async start(options: RedisProcessOptions): Promise<RedisProcess> {
    for (let attempt = 1; ; attempt += 1) {
      const [port = 0, busPort = 0] = await freePorts(2);
      const redis = new RedisProcess(options, { port, busPort });
      try {
        await redis.#configure();
        await redis.#launch();
        return redis;
      } catch (error) {
        await redis.kill();
        const portTaken = /Address already in use|bind:/i.test(redis.output.text);
        if (!portTaken || attempt === maxAttempts) throw error;
      }
    }
  }

  /** Path of the socket file, when it listens on one. */
  get socketPath(): string {
    return join(this.#options.directory, 'redis.sock');
  }

  /** What `redis-cli` prints for a command. @throws Error with Redis' own message when the command fails */
  async command(...args: readonly string[]): Promise<string> {
    const { tls, password } = this.#options;
    const files = tls?.certificates;
    const connection = ['-h', this.host, '-p', String(this.port)];
    const secure = files
      ? ['--tls', '--cacert', files.caPath, '--cert', files.clientCertPath, '--key', files.clientKeyPath]
      : [];
    const login = password === undefined ? [] : ['-a', password, '--no-auth-warning'];
    const program = findProgram('redis-cli', 'redis-tools');
    const { stdout } = await run(program, ['-e', ...connection, ...secure, ...login, ...args], {
      timeout: 5_000,
    });
    return stdout.trim();
  }

  /** Stops it in the middle of whatever it does (SIGSTOP): connections stay open and nothing is answered. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** Lets it go on where it was paused (SIGCONT). */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Ends it at once (SIGKILL), paused or not. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  /** Kills it and starts it again, empty, on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#launch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  get #configFile(): string {
    return join(this.#options.directory, 'redis.conf');
  }

  async #configure(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true });
    await writeFile(this.#configFile, `${this.#configuration().join('\n')}\n`);
  }

  #configuration(): string[] {
    const { directory, tls, password, isOnUnixSocket, role, lines = [] } = this.#options;
    const files = tls?.certificates;
    return [
      `bind ${this.host}`,
      `dir ${directory}`,
      'daemonize no',
      ...(role === 'sentinel' ? [] : ['save ""', 'appendonly no', 'enable-debug-command yes']),
      ...(files === undefined
        ? [`port ${this.port}`]
        : [
            'port 0',
            `tls-port ${this.port}`,
            `tls-ca-cert-file ${files.caPath}`,
            `tls-cert-file ${files.serverCertPath}`,
            `tls-key-file ${files.serverKeyPath}`,
            `tls-auth-clients ${tls?.mode === 'mutual' ? 'yes' : 'no'}`,
            'tls-replication yes',
            ...(role === 'sentinel' ? [] : ['tls-cluster yes']),
          ]),
      ...(password === undefined ? [] : [`requirepass ${password}`]),
      ...(isOnUnixSocket ? [`unixsocket ${this.socketPath}`] : []),
      ...(role === 'cluster-node'
        ? ['cluster-enabled yes', 'cluster-node-timeout 1000', `cluster-port ${this.busPort}`]
        : []),
      ...lines,
    ];
  }

  async #launch(): Promise<void> {
    const mode = this.#options.role === 'sentinel' ? ['--sentinel'] : [];
    const child = spawn(findProgram('redis-server', 'redis-server'), [this.#configFile, ...mode], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.output.capture(child.stdout);
    this.output.capture(child.stderr);
    const probe = async () => {
      if (child.exitCode !== null) throw new GiveUpError(`redis-server ended (${child.exitCode})`);
      return (await this.command('PING')) === 'PONG';
    };
    try {
      await eventually(probe, { withinMs: 10_000, what: 'an answer of redis-server' });
    } catch (cause) {
      throw new Error(`Redis has not started. It wrote:\n${this.output.text || '(nothing)'}`, { cause });
    }
  }
}

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually, type SingleRedis } from '@shoal/testing';

/** One command that a client sent; what a script does inside Redis is not among them. */
export interface SeenCommand {
  /** In small letters. */
  readonly name: string;
  /** Address of the connection. */
  readonly from: string;
  readonly args: readonly string[];
}

const line = /^\+?\d+\.\d+ \[\d+ (?<from>\S+)\] (?<words>.*)$/;
const word = /"(?:\\.|[^"\\])*"/g;

/** Sees every command that reaches a Redis, by `MONITOR`. Use it with `using`. */
export class RedisMonitor implements Disposable {
  readonly #redis: SingleRedis;
  readonly #socket: Socket;
  #rest = '';
  #seen: SeenCommand[] = [];

  private constructor(redis: SingleRedis, socket: Socket) {
    this.#redis = redis;
    this.#socket = socket;
    socket.setEncoding('latin1').on('data', (text) => this.#read(String(text)));
  }

  static async start(redis: SingleRedis): Promise<RedisMonitor> {
    const socket = connect(redis.port, redis.host);
    await once(socket, 'connect');
    const monitor = new RedisMonitor(redis, socket);
    socket.write('MONITOR\r\n');
    await eventually(() => monitor.take(), { what: 'the monitor to see a command' });
    return monitor;
  }

  /** All commands since the last time; those that Redis gets from now on are not among them. */
  async take(): Promise<SeenCommand[]> {
    const mark = randomUUID();
    await this.#redis.server.command('ECHO', mark);
    const isMark = ({ name, args }: SeenCommand) => name === 'echo' && args[0] === mark;
    await eventually(() => this.#seen.some(isMark), { withinMs: 10_000, what: 'the mark of the monitor' });
    const end = this.#seen.findIndex(isMark);
    const taken = this.#seen.slice(0, end);
    this.#seen = this.#seen.slice(end + 1);
    return taken.filter(({ name, from }) => from !== 'lua' && name !== 'command' && name !== 'echo');
  }

  /** The same, but only names of commands that mention a text; a script is a `script`, known or not. */
  async takeAbout(text: string): Promise<string[]> {
    const about = (await this.take()).filter(({ args }) => args.some((arg) => arg.includes(text)));
    return about.map(({ name }) => (name.startsWith('eval') ? 'script' : name));
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\r\n');
    this.#rest = lines.pop() ?? '';
    for (const each of lines) {
      const { from, words } = line.exec(each)?.groups ?? {};
      if (from === undefined || words === undefined) continue;
      const [name = '', ...args] = (words.match(word) ?? []).map((quoted) => quoted.slice(1, -1));
      this.#seen.push({ name: name.toLowerCase(), from, args });
    }
  }
}

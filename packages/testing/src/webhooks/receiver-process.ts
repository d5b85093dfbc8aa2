import { fileURLToPath } from 'node:url';
import { eventually, GiveUpError } from '../eventually.js';
import { httpRequest } from '../http-request.js';
import { SpawnedProcess } from '../server/spawned-process.js';
import type { Arrival, Tally } from './webhook-tally.js';

// As `npm run build` leaves it.
const program = fileURLToPath(new URL('../../dist/webhooks/run-webhook-receiver.js', import.meta.url));

/**
 * Starts a receiver for more webhooks than a test itself can take.
 *
 * @param args of its command line: `run-webhook-receiver.js --help` explains them
 * @throws Error with everything it wrote, as soon as it ends, or after 20 s
 */
export async function startWebhookReceiver(args: readonly string[] = []): Promise<ReceiverProcess> {
  const receiver = new ReceiverProcess(args);
  try {
    await receiver.listening();
    return receiver;
  } catch (error) {
    await receiver.stop();
    throw error;
  }
}

/** An endpoint in a process of its own, which counts webhooks. Use it with `await using`. */
export class ReceiverProcess extends SpawnedProcess {
  #url = new URL('http://127.0.0.1/');

  constructor(args: readonly string[]) {
    super([program, ...args]);
  }

  /** Whatever the path, it takes webhooks there. */
  get url(): string {
    return this.#url.href;
  }

  async listening(): Promise<void> {
    const firstLine = () => {
      if (this.exit !== undefined) throw new GiveUpError(`It ended:\n${this.output.text}`);
      return this.logs()[0] ?? false;
    };
    const { url } = await eventually(firstLine, { withinMs: 20_000, what: 'the URL of the receiver' });
    this.#url = new URL(String(url));
  }

  async tally(): Promise<Tally> {
    return JSON.parse(await this.#ask('/tally'));
  }

  /** First arrivals in their order; none unless it was started with `--arrivals`. */
  async arrivals(): Promise<readonly Arrival[]> {
    const lines = (await this.#ask('/arrivals')).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  }

  async #ask(path: string): Promise<string> {
    const { hostname: host, port } = this.#url;
    const { text } = await httpRequest({ host, port: Number(port) }, { path });
    return text;
  }
}

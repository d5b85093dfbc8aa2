import { fileURLToPath } from 'node:url';
import { eventually, GiveUpError } from '../../eventually.js';
import { httpRequest } from '../../http-request.js';
import { SpawnedProcess } from '../../server/spawned-process.js';
import type { Totals } from '../token-counts.js';
import type { PushServicesDescription, ServiceName, ServicesBehaviour } from './push-services.js';

// As `npm run build` leaves it.
const program = fileURLToPath(new URL('../../../dist/push/services/run-push-services.js', import.meta.url));

/**
 * Starts the three fakes for more pushes than a test itself can take.
 *
 * @param args of its command line: `run-push-services.js --help` explains them
 * @throws Error with everything it wrote, as soon as it ends, or after 20 s
 */
export async function startPushServices(args: readonly string[] = []): Promise<PushServicesProcess> {
  const services = new PushServicesProcess(args);
  try {
    await services.listening();
    return services;
  } catch (error) {
    await services.stop();
    throw error;
  }
}

/** FCM, APNs and a push service of browsers in a process of their own. Use it with `await using`. */
export class PushServicesProcess extends SpawnedProcess {
  #description: (PushServicesDescription & { readonly url: string }) | undefined;

  constructor(args: readonly string[]) {
    super([program, ...args]);
  }

  /** What a server needs to send to them. */
  get description(): PushServicesDescription & { readonly url: string } {
    if (this.#description === undefined) throw new Error('They do not listen yet: use startPushServices()');
    return this.#description;
  }

  async listening(): Promise<void> {
    const firstLine = () => {
      if (this.exit !== undefined) throw new GiveUpError(`It ended:\n${this.output.text}`);
      return this.output.text.split('\n').find((line) => line.startsWith('{')) ?? false;
    };
    const line = await eventually(firstLine, { withinMs: 20_000, what: 'the description of the services' });
    this.#description = JSON.parse(line);
  }

  async totals(): Promise<Readonly<Record<ServiceName, Totals>>> {
    return JSON.parse(await this.#ask('GET', '/totals'));
  }

  /** For each device token that was sent to: how often, and how often with success. */
  async counts(
    service: ServiceName,
  ): Promise<ReadonlyMap<string, { readonly requests: number; readonly accepted: number }>> {
    const lines = (await this.#ask('GET', `/counts/${service}`)).split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const [token, requests, accepted]: [string, number, number] = JSON.parse(line);
        return [token, { requests, accepted }];
      }),
    );
  }

  /** From now on they answer like this; what is not given is 0. */
  async behave(behaviour: Partial<ServicesBehaviour>): Promise<void> {
    const query = Object.entries(behaviour).map(([name, value]) => `${name}=${value}`);
    await this.#ask('PUT', `/behaviour?${query.join('&')}`);
  }

  async #ask(method: string, path: string): Promise<string> {
    const { hostname: host, port } = new URL(this.description.url);
    const { text } = await httpRequest({ host, port: Number(port) }, { method, path });
    return text;
  }
}

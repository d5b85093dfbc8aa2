import { ApiClient, eventually, scrapeMetrics } from '@shoal/testing';
import { Backend } from './backend.js';
import { Guests } from './guests.js';
import { PushCampaign, receivedBy } from './push-campaign.js';
import type { Stage } from './stage.js';
import { lobby, news, Visitor } from './visitor.js';

const visitorCount = 4;
/** Milliseconds in which everything comes to its end once nobody asks for more. */
const patience = 30_000;

/** All that goes on while pods are replaced, and the accounts of it. Use it with `await using`. */
export class Load implements AsyncDisposable {
  readonly #stage: Stage;
  readonly #backend: Backend;
  readonly #visitors: readonly Visitor[];
  readonly #guests: Guests;
  readonly #pushes: PushCampaign;

  private constructor(stage: Stage) {
    const { service } = stage.installation;
    this.#stage = stage;
    this.#backend = new Backend(service, news);
    this.#visitors = Array.from(
      { length: visitorCount },
      (_, index) => new Visitor(service, `visitor-${index}`),
    );
    this.#guests = new Guests(service);
    this.#pushes = new PushCampaign(service, this.#backend);
  }

  /** Resolves when everybody is there and everything is under way. */
  static async start(stage: Stage): Promise<Load> {
    const load = new Load(stage);
    await eventually(() => load.#visitors.every(({ isThere }) => isThere), { withinMs: 10_000 });
    load.#backend.start();
    await load.#pushes.start();
    return load;
  }

  /** Asks for nothing more, and waits until all that was asked for has come to its end. */
  async settle(): Promise<void> {
    for (const visitor of this.#visitors) visitor.hush();
    await Promise.all([this.#backend.stop(), this.#guests.stop(), this.#pushes.stop()]);
    await this.#pushes.ends(patience);
    const options = { withinMs: patience, everyMs: 200 };
    await eventually(() => expect(this.#unheard()).toEqual([]), { ...options, what: 'every webhook' });
    await eventually(() => this.#isQueueEmpty(), { ...options, what: 'empty queues' });
  }

  /** How much there was of everything, to see that something was proved. */
  get amounts() {
    const { requests } = this.#backend;
    return {
      ...{ requests, pushes: this.#pushes.publishes.length, guests: this.#guests.channels.surely.length },
      notes: this.#visitors.reduce((sum, { said }) => sum + said.surely.length, 0),
      moves: this.#visitors.reduce((sum, { moves }) => sum + moves, 0),
    };
  }

  /** Requests that were not answered with 2xx, and connections that failed or were cut. */
  get refusals(): readonly string[] {
    return [
      ...this.#backend.faults,
      ...this.#guests.faults,
      ...this.#visitors.flatMap(({ faults }) => faults),
      ...this.#stage.installation.service.failed.map(({ pod, reason }) => `${pod}: ${reason}`),
    ];
  }

  /** Messages that somebody who was there all the time did not hear once. */
  get missed(): readonly string[] {
    return this.#visitors.flatMap((visitor) => visitor.missed(this.#backend.messages));
  }

  /** What endpoints should have been told once and were not, and what they were told too much. */
  get webhookFaults(): readonly string[] {
    const told = this.#told();
    const known = new Set([...this.#expected(), ...this.#possible()]);
    const invented = [...told.keys()].filter((fact) => !known.has(fact)).map((fact) => `invented: ${fact}`);
    const repeated = [...told]
      .filter(([, times]) => times > 1)
      .map(([fact, times]) => `${times} times: ${fact}`);
    return [...this.#unheard(), ...invented, ...repeated];
  }

  /** What each token got more or less than it should. */
  get pushFaults(): readonly string[] {
    const received = receivedBy(this.#stage.push);
    const { expected } = this.#pushes;
    const tokens = new Set([...received.keys(), ...expected.keys()]);
    return [...tokens]
      .filter((token) => received.get(token) !== expected.get(token))
      .map((token) => `${token}: ${received.get(token)} instead of ${expected.get(token)}`);
  }

  /** Publishes that did not end with all that was planned. */
  async unsuccessful(): Promise<readonly object[]> {
    const ends = await this.#pushes.ends(patience);
    return ends.filter(
      ({ status, counters }, index) =>
        status !== 'succeeded' ||
        counters.planned !== this.#pushes.publishes[index]?.planned ||
        counters.succeeded !== counters.planned,
    );
  }

  /** The members that the server tells, and those in each visitor's list. */
  async lists(): Promise<readonly (readonly string[])[]> {
    using api = new ApiClient(this.#stage.installation.service);
    const { text } = await api.get(`/channels/${lobby}/users`);
    const users: readonly { readonly id: string }[] = JSON.parse(text).users;
    return [users.map(({ id }) => id).sort(), ...this.#visitors.map(({ list }) => list)];
  }

  get visitorNames(): readonly string[] {
    return this.#visitors.map(({ name }) => name).sort();
  }

  async deadLetters(): Promise<readonly unknown[]> {
    using api = new ApiClient(this.#stage.installation.service);
    const { text } = await api.get('/webhooks/dead_letters');
    return JSON.parse(text).dead_letters;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const parts = [this.#backend, this.#guests, this.#pushes, ...this.#visitors];
    await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
  }

  async #isQueueEmpty(): Promise<boolean> {
    const [pod] = this.#stage.installation.deployment('server').pods;
    if (pod === undefined) throw new Error('No server is left');
    const scrape = await scrapeMetrics({ host: pod.address, metricsPort: 9601 });
    return scrape.series('sockudo_queue_jobs').length > 0 && scrape.sum('sockudo_queue_jobs') === 0;
  }

  #unheard(): readonly string[] {
    const told = this.#told();
    return this.#expected()
      .filter((fact) => !told.has(fact))
      .map((fact) => `never: ${fact}`);
  }

  /** How often endpoints were told each fact of a guest or of something that was said: by different ids. */
  #told(): ReadonlyMap<string, number> {
    const facts = this.#stage.receiver.events().flatMap(({ name, channel, data }) => {
      if (name === 'client_event') return [String(data)];
      return String(channel).startsWith('guest-') ? [`${name} ${channel}`] : [];
    });
    const counts = new Map<string, number>();
    for (const fact of facts) counts.set(fact, (counts.get(fact) ?? 0) + 1);
    return counts;
  }

  #expected(): readonly string[] {
    const said = this.#visitors.flatMap(({ said: { surely } }) => surely);
    return [...said, ...factsOf(this.#guests.channels.surely)];
  }

  #possible(): readonly string[] {
    const said = this.#visitors.flatMap(({ said: { perhaps } }) => perhaps);
    return [...said, ...factsOf(this.#guests.channels.perhaps)];
  }
}

function factsOf(channels: readonly string[]): readonly string[] {
  return channels.flatMap((channel) => [`channel_occupied ${channel}`, `channel_vacated ${channel}`]);
}

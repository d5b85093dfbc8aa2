import { eventually, type ServerProcess } from '@shoal/testing';
import { allBecome, countOf, publish, ready, usersOf } from './cluster-answers.js';
import { news, Resident, room } from './resident.js';

/** Milliseconds in which all nodes agree again after any outage: some seconds, and a busy machine's share. */
const agreement = 20_000;

/** Clients on all nodes who stay connected whatever happens. Use them with `await using`. */
export class Residents implements AsyncDisposable {
  readonly all: Resident[] = [];
  readonly #nodes: readonly ServerProcess[];
  /** Names of events by the node that they were published through. */
  readonly #published: string[][];

  private constructor(nodes: readonly ServerProcess[]) {
    this.#nodes = nodes;
    this.#published = nodes.map(() => []);
  }

  /** One on each node, and all agree. */
  static async on(nodes: readonly ServerProcess[]): Promise<Residents> {
    const residents = new Residents([...nodes]);
    for (const index of nodes.keys()) await residents.enter(index, `resident-${index}`);
    await residents.agree();
    return residents;
  }

  /** One more, who hears only what is published from now on. */
  async enter(index: number, userId: string): Promise<Resident> {
    const resident = await Resident.enter(this.#node(index), userId);
    this.all.push(resident);
    return resident;
  }

  /** Closes the connection of one who is not among the first of each node. */
  async leave(resident: Resident): Promise<void> {
    this.all.splice(this.all.indexOf(resident), 1);
    await resident[Symbol.asyncDispose]();
  }

  /** Publishes through nodes, all of them by default. What comes of it is looked at by {@link agree}. */
  async publish(name: string, through: Iterable<number> = this.#nodes.keys()): Promise<void> {
    for (const index of through) {
      expect(await publish(this.#node(index), news, `${name}-${index}`)).toBe(200);
      this.#published[index]?.push(`${name}-${index}`);
    }
  }

  /**
   * Waits until all nodes are well, and every list, on the clients and of the API, and every count is right. Who
   * was there from the start has then heard every event once, in the order of its node.
   */
  async agree(withinMs = agreement): Promise<void> {
    await allBecome(this.#nodes, ready, { withinMs });
    await eventually(() => this.#expectLists(), { withinMs, everyMs: 100, what: 'agreement' });
    await Promise.all(this.all.map(({ client }) => client.barrier()));
    for (const { heard } of this.all.slice(0, this.#nodes.length)) this.#expectHeard(heard);
    expect(this.all.flatMap(({ faults }) => faults)).toEqual([]);
  }

  /** What was told so far was expected. */
  forgetChanges(): void {
    for (const { changes } of this.all) changes.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((resident) => resident[Symbol.asyncDispose]()));
  }

  async #expectLists(): Promise<void> {
    const ids = this.all.map(({ userId }) => userId).sort();
    for (const { list } of this.all) expect(list).toEqual(ids);
    for (const node of this.#nodes) {
      expect(await usersOf(node, room)).toEqual(ids);
      for (const channel of [room, news]) expect(await countOf(node, channel)).toBe(this.all.length);
    }
    for (const { heard } of this.all.slice(0, this.#nodes.length)) {
      expect(heard).toEqual(expect.arrayContaining(this.#published.flat()));
    }
  }

  #expectHeard(heard: readonly string[]): void {
    expect([...heard].sort()).toEqual(this.#published.flat().sort());
    for (const names of this.#published) {
      expect(heard.filter((name) => names.includes(name))).toEqual(names);
    }
  }

  #node(index: number): ServerProcess {
    const node = this.#nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}`);
    return node;
  }
}

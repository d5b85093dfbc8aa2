import {
  allServers,
  eventually,
  type MetricsScrape,
  type ObservedCluster,
  type ObservedProcess,
  type Room,
  readTables,
  type Sample,
} from '@shoal/testing';
import { countsOf, type Discrepancy, isShared, judgeResting, judgeRunning, prefix } from './judge-counts.js';
import { judgeGauges, judgeTables } from './judge-gauges.js';

/** Milliseconds for what is late to be counted: webhooks wait for a batch, gauges of the cluster for a reading. */
const untilRest = 15_000;

/** Milliseconds in which a server has asked again for what the cluster has. */
const clusterReading = 6_000;

/** Compares what processes tell with what the load has done. */
export class Observer {
  readonly #observed: ObservedCluster;
  /** Scrapes that were compared. */
  scrapes = 0;

  constructor(observed: ObservedCluster) {
    this.#observed = observed;
  }

  /** Scrapes a process while the load goes on. @throws Error with everything that is out of bounds */
  async watch({ name }: ObservedProcess): Promise<void> {
    const { ledger } = this.#observed.load;
    const before = ledger.read();
    const page = await this.#observed.scrape(name);
    const after = ledger.read();
    this.scrapes += 1;
    expectNone(judgeRunning(name, this.#ownCounts(page), { before, after }));
  }

  /** Waits until everything is exactly as the ledger says, of a load that is held. */
  async expectRest(rooms: readonly Room[]): Promise<void> {
    const { load, processes } = this.#observed;
    load.ledger.settle();
    const compare = async () => {
      const pages = await Promise.all(processes.map(({ name }) => this.#observed.scrape(name)));
      this.scrapes += pages.length;
      expectNone([
        ...processes.flatMap((process, index) => this.#judgePage(process, pages[index], rooms)),
        ...this.#judgeShared(pages),
      ]);
    };
    await eventually(compare, { withinMs: untilRest, everyMs: 300, what: 'numbers that equal the ledger' });
  }

  /** What servers have themselves, of connections, channels and members. @throws Error with every one that is wrong */
  async expectTables(servers: readonly ObservedProcess[], rooms: readonly Room[]): Promise<void> {
    await this.#expectRows(servers, rooms, (name) => !isOfCluster(name));
  }

  /** Waits until servers, all that live, say of the cluster what it has: they ask for it every few seconds. */
  async expectClusterTables(servers: readonly ObservedProcess[], rooms: readonly Room[]): Promise<void> {
    const compare = () => this.#expectRows(servers, rooms, isOfCluster);
    await eventually(compare, { withinMs: clusterReading, everyMs: 200, what: 'numbers of the cluster' });
  }

  async #expectRows(
    servers: readonly ObservedProcess[],
    rooms: readonly Room[],
    isWanted: (name: string) => boolean,
  ): Promise<void> {
    for (const { name } of servers) {
      const page = await this.#observed.scrape(name);
      this.scrapes += 1;
      const nodes = { name: 'cluster_nodes', labels: {}, value: servers.length };
      const table = [...readTables(rooms, name), nodes].filter((row) => isWanted(row.name));
      expectNone(judgeTables(name, page, table));
    }
  }

  #judgePage(
    { name }: ObservedProcess,
    page: MetricsScrape | undefined,
    rooms: readonly Room[],
  ): Discrepancy[] {
    if (page === undefined) throw new Error(`${name} was not scraped`);
    return [
      ...judgeResting(name, this.#ownCounts(page), this.#observed.load.ledger),
      ...judgeGauges(name, page, readTables(rooms, name)),
    ];
  }

  #judgeShared(pages: readonly MetricsScrape[]): Discrepancy[] {
    const { ledger } = this.#observed.load;
    return ledger.series(allServers).flatMap(({ name, labels }) => {
      const value = pages.reduce((total, page) => total + page.sum(prefix + name, labels), 0);
      const expected = ledger.valueOf(allServers, name, labels);
      const series = `${name} ${JSON.stringify(labels)} of all processes`;
      return value === expected ? [] : [{ series, value, least: expected, most: expected }];
    });
  }

  #ownCounts(page: MetricsScrape): readonly Sample[] {
    const { ledger } = this.#observed.load;
    return countsOf(page).filter(({ name }) => !isShared(name, ledger));
  }
}

function isOfCluster(name: string): boolean {
  return name.startsWith('cluster_');
}

function expectNone(discrepancies: readonly Discrepancy[]): void {
  expect(discrepancies).toEqual([]);
}

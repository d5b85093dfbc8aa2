import {
  allServers,
  eventually,
  type MetricsScrape,
  type ObservedCluster,
  type ObservedProcess,
  type Room,
  readTables,
  type Sample,
  TableWatch,
} from '@shoal/testing';
import { countsOf, type Discrepancy, isShared, judgeResting, judgeRunning, prefix } from './judge-counts.js';
import { judgeGauges, judgeRunningTables, judgeTables } from './judge-gauges.js';

/** Milliseconds for what is late to be counted: webhooks wait for a batch, gauges of the cluster for a reading. */
const untilRest = 15_000;

/** Milliseconds beyond which nobody waits for what is due at a time: of a scrape that comes late itself. */
const atOnce = 500;

/** Compares what processes tell with what the load has done. */
export class Observer {
  readonly #observed: ObservedCluster;
  /** Scrapes that were compared. */
  scrapes = 0;

  constructor(observed: ObservedCluster) {
    this.#observed = observed;
  }

  /**
   * Scrapes a process while the load goes on.
   *
   * @param rooms all that there are
   * @throws Error with everything that is out of bounds
   */
  async watch({ name, role }: ObservedProcess, rooms: readonly Room[]): Promise<void> {
    const { ledger } = this.#observed.load;
    const before = ledger.read();
    const tables = new TableWatch(role === 'server' ? rooms : [], name);
    const page = await this.#observed.scrape(name);
    const bounds = tables.end();
    const after = ledger.read();
    this.scrapes += 1;
    expectNone([
      ...judgeRunning(name, this.#ownCounts(page), { before, after }),
      ...judgeRunningTables(name, page, bounds),
    ]);
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

  /** What servers say now of connections, channels and members, their own and the cluster's. @throws Error with every one that is wrong */
  async expectTables(servers: readonly ObservedProcess[], rooms: readonly Room[]): Promise<void> {
    const compare = async () => {
      const pages = await Promise.all(servers.map(({ name }) => this.#observed.scrape(name)));
      this.scrapes += pages.length;
      expectNone(
        servers.flatMap(({ name }, index) => {
          const page = pages[index];
          if (page === undefined) throw new Error(`${name} was not scraped`);
          return judgeTables(name, page, readTables(rooms, name));
        }),
      );
    };
    await eventually(compare, { withinMs: atOnce, everyMs: 100, what: 'what is left of the cluster' });
  }

  #judgePage(
    process: ObservedProcess,
    page: MetricsScrape | undefined,
    rooms: readonly Room[],
  ): Discrepancy[] {
    const { name, role } = process;
    if (page === undefined) throw new Error(`${name} was not scraped`);
    return [
      ...judgeResting(name, this.#ownCounts(page), this.#observed.load.ledger),
      ...judgeGauges(process, page, role === 'server' ? readTables(rooms, name) : []),
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

function expectNone(discrepancies: readonly Discrepancy[]): void {
  expect(discrepancies).toEqual([]);
}

import type { Room } from './room/room.js';
import { type GaugeReading, readTables } from './tables.js';

/** What a gauge may have been at any time of a watch. */
export interface GaugeBounds extends Omit<GaugeReading, 'value'> {
  readonly least: number;
  readonly most: number;
}

/** Follows what the gauges of a server may be, from now until {@link end}: in between somebody may come and go. */
export class TableWatch {
  readonly #rooms: readonly Room[];
  readonly #server: string;
  readonly #bounds = new Map<string, GaugeBounds>();
  readonly #ends: readonly (() => void)[];

  constructor(rooms: readonly Room[], server: string) {
    this.#rooms = rooms;
    this.#server = server;
    this.#note();
    this.#ends = rooms.map(({ doubts }) => doubts.onChange(() => this.#note()));
  }

  end(): readonly GaugeBounds[] {
    for (const end of this.#ends) end();
    this.#note();
    return [...this.#bounds.values()];
  }

  #note(): void {
    const most = readTables(this.#rooms, this.#server, 'possible');
    for (const [index, { name, labels, value }] of readTables(this.#rooms, this.#server).entries()) {
      const key = `${name} ${JSON.stringify(labels)}`;
      const possible = most[index]?.value ?? value;
      const { least, most: before } = this.#bounds.get(key) ?? { least: value, most: possible };
      this.#bounds.set(key, {
        ...{ name, labels },
        least: Math.min(least, value),
        most: Math.max(before, possible),
      });
    }
  }
}

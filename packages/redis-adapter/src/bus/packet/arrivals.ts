/** What a packet's sequence says about it. A `gap` is to be taken too: something before it was lost. */
export type Arrival = 'next' | 'gap' | 'duplicate';

interface Numbered {
  readonly origin: string;
  readonly sequence: number;
  readonly isFirst: boolean;
}

/** How far one channel has heard each node that publishes in it. Forgets the node heard longest ago. */
export class Arrivals {
  private readonly limit: number;
  private readonly heard = new Map<string, number>();

  /** @param limit origins to remember */
  constructor(limit = 256) {
    this.limit = limit;
  }

  /** Notes the packet, unless it is a duplicate. The first one from an origin is taken whatever its number. */
  note({ origin, sequence, isFirst }: Numbered): Arrival {
    const last = this.heard.get(origin);
    if (last === undefined) {
      this.makeRoom();
    } else {
      if (sequence <= last) return 'duplicate';
      this.heard.delete(origin);
    }
    this.heard.set(origin, sequence);
    return last === undefined || isFirst || sequence === last + 1 ? 'next' : 'gap';
  }

  private makeRoom(): void {
    if (this.heard.size < this.limit) return;
    for (const longestAgo of this.heard.keys()) {
      this.heard.delete(longestAgo);
      return;
    }
  }
}

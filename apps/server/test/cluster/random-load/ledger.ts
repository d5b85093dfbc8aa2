/** One event that was published, and when by the ledger's clock. */
export interface Publication {
  readonly id: string;
  readonly channel: string;
  readonly node: number;
  /** What came in on one way stays in order. */
  readonly way: string;
  readonly number: number;
  readonly startedAt: number;
  /** When the server had taken it; undefined while nobody knows. */
  acceptedAt: number | undefined;
  /** Socket that is left out. */
  readonly except: string | undefined;
}

const shownLines = 120;

/** All that was done and heard, in one order. */
export class Ledger {
  readonly publications = new Map<string, Publication>();
  readonly #seed: number;
  readonly #lines: { readonly channel: string; readonly text: string }[] = [];
  readonly #ways = new Map<string, number>();
  #time = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A moment after all earlier ones. */
  now(): number {
    this.#time += 1;
    return this.#time;
  }

  note(channel: string, text: string): number {
    const at = this.now();
    this.#lines.push({ channel, text: `${at} ${text}` });
    return at;
  }

  /** Begins a publication. @param by who asks; what one asks of one node in one channel is one way */
  publish(channel: string, { by, node, except }: { by: string; node: number; except?: string }): Publication {
    const way = `${by} by node ${node} in ${channel}`;
    const number = (this.#ways.get(way) ?? 0) + 1;
    this.#ways.set(way, number);
    const id = `${way}: ${number}`;
    const startedAt = this.note(channel, `publish ${id}`);
    const publication = { id, channel, node, way, number, startedAt, acceptedAt: undefined, except };
    this.publications.set(id, publication);
    return publication;
  }

  /** An error that can be understood and repeated. */
  fault(channel: string, text: string): Error {
    const lines = this.#lines.filter((line) => line.channel === channel).map((line) => line.text);
    const history = lines.slice(-shownLines).join('\n  ');
    return new Error(`Seed ${this.#seed}, ${channel}: ${text}. Its history ends:\n  ${history}`);
  }
}

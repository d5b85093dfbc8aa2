/** A packet on its way out. */
export interface Parcel {
  readonly room: string;
  readonly payload: Buffer;
  /** When it was made, in milliseconds of the clock. */
  readonly madeAt: number;
  sentAt: number;
  /** Times that it was handed to the client; only the outcome of the last one counts as a failure. */
  attempts: number;
  isDone: boolean;
  /** Somebody waits for it and would not have it sent later: it is never kept. */
  readonly answer?: { readonly resolve: () => void; readonly reject: () => void };
}

/** First in, first out, with a way back to the front. */
export class ParcelQueue {
  private parcels: Parcel[] = [];
  private head = 0;

  get size(): number {
    return this.parcels.length - this.head;
  }

  get first(): Parcel | undefined {
    return this.parcels[this.head];
  }

  push(parcel: Parcel): void {
    this.parcels.push(parcel);
  }

  shift(): Parcel | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.head += 1;
    if (this.head * 2 > this.parcels.length) this.compact();
    return first;
  }

  putBack(parcels: Iterable<Parcel>): void {
    this.parcels = [...parcels, ...this.parcels.slice(this.head)];
    this.head = 0;
  }

  /** Only when half of the list is spent, so that a parcel is moved once on average. */
  private compact(): void {
    this.parcels = this.parcels.slice(this.head);
    this.head = 0;
  }
}

export interface Publication {
  /** Grows with every publication, whatever node and channel. */
  readonly number: number;
  readonly channel: string;
  /** Index of the node that accepted it. */
  readonly node: number;
  /** The socket that must not get it. */
  readonly except: string | undefined;
  readonly isClientEvent: boolean;
}

/** Everything that was published, in order. */
export class History {
  private readonly publications: Publication[] = [];

  get last(): number {
    return this.publications.length;
  }

  /** @returns the name of the event, from which its number can be read */
  add(publication: Omit<Publication, 'number'>): string {
    const number = this.publications.push({ ...publication, number: this.last + 1 });
    return `${publication.isClientEvent ? 'client-' : ''}event-${number}`;
  }

  find(event: string): Publication {
    const publication = this.publications[Number(event.split('-').at(-1)) - 1];
    if (publication === undefined) throw new Error(`Nobody published ${event}`);
    return publication;
  }

  on(channel: string): Publication[] {
    return this.publications.filter((publication) => publication.channel === channel);
  }
}

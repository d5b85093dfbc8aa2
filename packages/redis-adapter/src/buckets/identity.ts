/** The name under which this node is registered in a bucket, and how often it has been. */
export class Identity {
  private readonly newId: () => string;
  private current = '';
  private currentGeneration = 0;
  /** The id that was registered last; another one is only on its way. */
  private registered: string | undefined;
  private formerIds: string[] = [];

  /** @param newId unique over all processes */
  constructor(newId: () => string) {
    this.newId = newId;
  }

  get id(): string {
    return this.current;
  }

  /** Raised by every registration, so that what was sent before is refused. */
  get generation(): number {
    return this.currentGeneration;
  }

  /** Whether its registration was confirmed. */
  get isRegistered(): boolean {
    return this.current === this.registered;
  }

  /** For one more registration, under a new id or the known one. */
  raise(isNew: boolean): void {
    if (isNew) this.renew();
    this.currentGeneration += 1;
  }

  /** @returns ids that this node had before, the first time that they are asked for under a new one */
  confirm(isNew: boolean): readonly string[] {
    this.registered = this.current;
    return isNew ? this.formerIds.splice(0) : [];
  }

  /** An id whose registration went unanswered is as good as a new one: nothing was ever stated under it. */
  private renew(): void {
    if (this.current !== '' && !this.isRegistered) return;
    if (this.isRegistered) this.formerIds.push(this.current);
    this.current = this.newId();
    this.currentGeneration = 0;
  }
}

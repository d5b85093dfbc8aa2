import type { LookupAddress, LookupAllOptions } from 'node:dns';

type Answered = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** `dns.lookup` that asks for all addresses. */
export type Resolve = (hostname: string, options: LookupAllOptions, callback: Answered) => void;

/**
 * Asks for each name once at a time: who comes while somebody waits gets the same answer. `dns.lookup` holds one of a
 * few threads of this process until the name server has answered, and one that hangs would take them all. Nothing is
 * kept once it is answered, so that no answer is older than the question.
 */
export class SharedLookups {
  private readonly resolve: Resolve;
  private readonly waiting = new Map<string, Answered[]>();

  constructor(resolve: Resolve) {
    this.resolve = resolve;
  }

  readonly lookup: Resolve = (hostname, options, callback) => {
    const key = JSON.stringify([hostname.toLowerCase(), options.family, options.hints]);
    const waiting = this.waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(callback);
      return;
    }
    const all = [callback];
    this.waiting.set(key, all);
    try {
      this.resolve(hostname, options, (error, addresses) => {
        this.waiting.delete(key);
        for (const answered of all) answered(error, addresses);
      });
    } catch (error) {
      this.waiting.delete(key);
      throw error;
    }
  };
}

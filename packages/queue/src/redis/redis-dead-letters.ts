import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from '../dead-letters.js';
import type { Decode } from '../job-queue.js';
import { parseCursor, printPlace } from '../letter-place.js';
import { RedisLink, type RedisLinkOptions } from './redis-link.js';
import { addLetter } from './scripts/add-letter.js';
import { forgetGroup } from './scripts/forget-group.js';
import { listLetters } from './scripts/list-letters.js';
import { removeLetter } from './scripts/remove-letter.js';
import { parseLetter, printLetter, printTopic } from './stored-letter.js';

export interface RedisDeadLettersOptions<Data> extends Pick<RedisLinkOptions, 'connection' | 'patience'> {
  /** What all keys begin with. Each group adds a hash tag of its own. */
  readonly keyPrefix: string;
  readonly decode: Decode<Data>;
  /** Default: 10,000. */
  readonly maxPerGroup?: number;
}

/** Milliseconds after which a group without letters is forgotten: by far longer than adding one takes. */
const EMPTY_FOR = 3_600_000;

/** Dead letters in Redis. */
export class RedisDeadLetters<Data> implements DeadLetters<Data> {
  readonly #link: RedisLink;
  readonly #options: RedisDeadLettersOptions<Data>;

  constructor(options: RedisDeadLettersOptions<Data>) {
    this.#link = new RedisLink(options);
    this.#options = options;
  }

  async add(letter: DeadLetter<Data>): Promise<number> {
    const { maxPerGroup = 10_000 } = this.#options;
    const { letters, order, topics } = this.#keys(letter.group);
    // First: a group is never missing from those that are counted.
    await this.#link.run((client) => client.zadd(this.#groups, Date.now(), letter.group));
    const topic = topics + printTopic(letter.topic);
    const args = [letter.id, printPlace(letter), printLetter(letter), maxPerGroup, topics];
    return Number(await this.#link.script(addLetter, [letters, order, topic], args));
  }

  async list({ group, topic, cursor, limit }: DeadLetterQuery): Promise<DeadLetterPage<Data>> {
    const { letters, order, topics } = this.#keys(group);
    const before = cursor === undefined ? '+' : `(${printPlace(parseCursor(cursor))}`;
    const index = topic === undefined ? order : topics + printTopic(topic);
    const reply = await this.#link.script(listLetters, [letters, index], [before, limit + 1]);
    const entries = Array.isArray(reply) ? reply : [];
    const places = entries.filter((_entry, at) => at % 2 === 0).slice(0, limit);
    const found = entries.filter((_entry, at) => at % 2 === 1).slice(0, limit);
    const page = found
      .map((stored) => parseLetter(stored, this.#options.decode))
      .filter((letter) => letter !== undefined);
    if (entries.length <= limit * 2) return { letters: page };
    return { letters: page, cursor: Buffer.from(String(places.at(-1))).toString('base64url') };
  }

  async find(group: string, id: string): Promise<DeadLetter<Data> | undefined> {
    const stored = await this.#link.run((client) => client.hget(this.#keys(group).letters, id));
    return parseLetter(stored, this.#options.decode);
  }

  async remove(group: string, id: string): Promise<boolean> {
    const { letters, order, topics } = this.#keys(group);
    return (await this.#link.script(removeLetter, [letters, order], [id, topics])) === 1;
  }

  /** One command for each group that has letters. */
  async count(): Promise<number> {
    const entries = await this.#link.run((client) => client.zrange(this.#groups, 0, -1, 'WITHSCORES'));
    const groups = entries.flatMap((group, at) =>
      at % 2 === 0 ? [{ group, addedAt: entries[at + 1] ?? '' }] : [],
    );
    const counts = await Promise.all(groups.map((entry) => this.#countGroup(entry)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Fails whatever is asked from now on. The connection is the caller's. */
  close(): void {
    this.#link.close();
  }

  async #countGroup({ group, addedAt }: { group: string; addedAt: string }): Promise<number> {
    const count = await this.#link.run((client) => client.zcard(this.#keys(group).order));
    if (count === 0 && Date.now() - Number(addedAt) > EMPTY_FOR) {
      await this.#link.script(forgetGroup, [this.#groups], [group, addedAt]);
    }
    return count;
  }

  get #groups(): string {
    return `${this.#options.keyPrefix}{dead}:groups`;
  }

  #keys(group: string): { letters: string; order: string; topics: string } {
    const base = `${this.#options.keyPrefix}{dead:${group}}`;
    return { letters: `${base}:letters`, order: `${base}:order`, topics: `${base}:topic:` };
  }
}

import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from '../dead-letters.js';
import type { Decode, Encode } from '../job-queue.js';
import { encodePlace, parseCursor, printPlace } from '../letter-place.js';
import { RedisLink, type RedisLinkOptions } from './redis-link.js';
import { addLetter } from './scripts/add-letter.js';
import { forgetGroup } from './scripts/forget-group.js';
import { listGroups } from './scripts/list-groups.js';
import { listLetters } from './scripts/list-letters.js';
import { removeLetter } from './scripts/remove-letter.js';
import { parseLetter, printLetter, printTopic } from './stored-letter.js';

export interface RedisDeadLettersOptions<Data> extends Pick<RedisLinkOptions, 'connection' | 'patience'> {
  /** What all keys begin with. Each group adds a hash tag of its own. */
  readonly keyPrefix: string;
  readonly decode: Decode<Data>;
  /** Absent: data is stored as it is, and holds its format. */
  readonly encode?: Encode<Data>;
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
    const { maxPerGroup = 10_000, encode = (data: Data) => data } = this.#options;
    const { letters, order, topics } = this.#keys(letter.group);
    // First: a group is never missing from those that are counted.
    await this.#link.run((client) => client.zadd(this.#groups, Date.now(), letter.group));
    const topic = topics + printTopic(letter.topic);
    const args = [letter.id, printPlace(letter), printLetter(letter, encode), maxPerGroup, topics];
    return Number(await this.#link.script(addLetter, [letters, order, topic], args));
  }

  async list(query: DeadLetterQuery): Promise<DeadLetterPage<Data>> {
    const { group, topic, cursor, limit, order = 'newest' } = query;
    const keys = this.#keys(group);
    const beyond = cursor === undefined ? '' : `(${printPlace(parseCursor(cursor))}`;
    const index = topic === undefined ? keys.order : keys.topics + printTopic(topic);
    const reply = await this.#link.script(listLetters, [keys.letters, index], [order, beyond, limit + 1]);
    const entries = pairsOf(listOf(reply));
    const page = entries.slice(0, limit);
    const found = page
      .map(([, stored]) => parseLetter(stored, this.#options.decode))
      .filter((letter) => letter !== undefined);
    const place = page.at(-1)?.[0];
    return entries.length > limit
      ? { letters: found, cursor: encodePlace(String(place)) }
      : { letters: found };
  }

  async find(group: string, id: string): Promise<DeadLetter<Data> | undefined> {
    const stored = await this.#link.run((client) => client.hget(this.#keys(group).letters, id));
    return parseLetter(stored, this.#options.decode);
  }

  async remove(group: string, id: string): Promise<boolean> {
    const { letters, order, topics } = this.#keys(group);
    return (await this.#link.script(removeLetter, [letters, order], [id, topics])) === 1;
  }

  /** One command for each group that has letters, two with a topic. */
  async count(topic?: string): Promise<number> {
    const entries = listOf(await this.#link.script(listGroups, [this.#groups], []));
    const groups = pairsOf(entries).map(([group, addedAt]) => ({
      group: String(group),
      addedAt: String(addedAt),
    }));
    const counts = await Promise.all(groups.map((entry) => this.#countGroup(entry, topic)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Fails whatever is asked from now on. The connection is the caller's. */
  close(): void {
    this.#link.close();
  }

  async #countGroup(
    { group, addedAt }: { group: string; addedAt: string },
    topic: string | undefined,
  ): Promise<number> {
    const { order, topics } = this.#keys(group);
    const count = await this.#link.run((client) => client.zcard(order));
    if (count === 0 && Date.now() - Number(addedAt) > EMPTY_FOR) {
      await this.#link.script(forgetGroup, [this.#groups], [group, addedAt]);
    }
    if (topic === undefined || count === 0) return count;
    return this.#link.run((client) => client.zcard(topics + printTopic(topic)));
  }

  get #groups(): string {
    return `${this.#options.keyPrefix}{dead}:groups`;
  }

  #keys(group: string): { letters: string; order: string; topics: string } {
    const base = `${this.#options.keyPrefix}{dead:${group}}`;
    return { letters: `${base}:letters`, order: `${base}:order`, topics: `${base}:topic:` };
  }
}

function listOf(reply: unknown): unknown[] {
  return Array.isArray(reply) ? reply : [];
}

function pairsOf(list: readonly unknown[]): [unknown, unknown][] {
  return list.flatMap((first, at) => (at % 2 === 0 ? [[first, list[at + 1]]] : []));
}

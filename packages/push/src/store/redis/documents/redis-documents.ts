import type { RedisLink } from '@shoal/queue/redis';
import type { Page, PageQuery } from '../../page.js';
import { appBase } from '../keys.js';
import { startOf, toPage } from '../list-page.js';
import { textOf } from '../script-reply.js';
import { withFormat } from '../stored-format.js';
import { pageDocuments, putDocument, removeDocuments } from './document-scripts.js';

export interface RedisDocumentsOptions<Document> {
  readonly link: RedisLink;
  readonly prefix: string;
  /** One word, part of keys. */
  readonly kind: string;
  /** @throws UnreadableDataError */
  readonly read: (text: string) => Document;
}

/** Names from one to another, both included. */
export interface NameRange {
  readonly first: string;
  readonly last: string;
}

/** Small things that an app has few of, by name. */
export class RedisDocuments<Document extends object> {
  readonly #options: RedisDocumentsOptions<Document>;

  constructor(options: RedisDocumentsOptions<Document>) {
    this.#options = options;
  }

  async put(appId: string, name: string, document: Document): Promise<void> {
    const { link, kind } = this.#options;
    await link.script(putDocument, [this.#base(appId)], [kind, name, JSON.stringify(withFormat(document))]);
  }

  async find(appId: string, name: string): Promise<Document | undefined> {
    const { link, kind, read } = this.#options;
    const text = await link.run((client) => client.hget(`${this.#base(appId)}${kind}`, name));
    return text === null ? undefined : read(text);
  }

  async page(appId: string, query: PageQuery): Promise<Page<Document>> {
    const { link, kind, read } = this.#options;
    const args = [kind, startOf(query), query.limit];
    const reply = await link.script(pageDocuments, [this.#base(appId)], args);
    return toPage(reply, (text) => read(textOf(text)));
  }

  /** @returns how many there were */
  async remove(appId: string, { first, last }: NameRange): Promise<number> {
    const { link, kind } = this.#options;
    const args = [kind, `[${first}`, `[${last}`];
    return Number(await link.script(removeDocuments, [this.#base(appId)], args));
  }

  #base(appId: string): string {
    return appBase(this.#options.prefix, appId);
  }
}

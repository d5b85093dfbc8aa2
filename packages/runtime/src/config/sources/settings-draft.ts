import { keyOf, type SettingPath } from '../setting/key-spelling.js';
import { isRecord } from '../setting/text.js';

type Tree = Record<string, unknown>;

/** The values gathered so far and where each came from. Later sources overwrite earlier ones. */
export class SettingsDraft {
  readonly #tree: Tree = {};
  readonly #sources = new Map<string, string>();

  /** What has been set, as one object in camelCase. */
  get tree(): Readonly<Tree> {
    return this.#tree;
  }

  /** Key to source, for everything that is not a default. */
  get sources(): ReadonlyMap<string, string> {
    return this.#sources;
  }

  set(path: SettingPath, value: unknown, source: string): void {
    this.#place(path, value);
    this.#sources.set(keyOf(path), source);
  }

  /** Sets a value that depends on others, unless somebody chose it. It counts as a default. */
  setDefault(path: SettingPath, value: unknown): void {
    if (this.get(path) === undefined) this.#place(path, value);
  }

  /** Sets a list of one section, which was gathered in a draft of its own, and takes over its sources. */
  setOnlyElement(path: SettingPath, element: SettingsDraft): void {
    this.#place(path, [element.tree]);
    for (const [key, source] of element.sources) this.#sources.set(`${keyOf([...path, 0])}.${key}`, source);
  }

  get(path: SettingPath): unknown {
    return path.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), this.#tree);
  }

  /** Where a value or the nearest thing around it was set. */
  sourceOf(path: SettingPath): string {
    for (let length = path.length; length > 0; length--) {
      const source = this.#sources.get(keyOf(path.slice(0, length)));
      if (source !== undefined) return source;
    }
    return 'defaults';
  }

  #place(path: SettingPath, value: unknown): void {
    const last = path.at(-1);
    if (last === undefined) return;
    let node = this.#tree;
    for (const key of path.slice(0, -1)) {
      const existing = node[key];
      const next = isRecord(existing) ? existing : {};
      node[key] = next;
      node = next;
    }
    node[last] = value;
  }
}

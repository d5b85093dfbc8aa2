import type { LabelSet } from '../catalogue/metric-definition.js';

interface Branch<Kind> {
  /** Absent at the last label. */
  children?: Map<string, Branch<Kind>>;
  found?: Kind;
}

/**
 * Finds what belongs to a label set, one level of maps for each label. Joining the values to one key is
 * shorter to write, but costs three times as much in a look-up and would need a separator that no value has.
 */
export class LabelTree<Kind> {
  readonly #labelNames: readonly string[];
  readonly #root: Branch<Kind> = {};

  constructor(labelNames: readonly string[]) {
    this.#labelNames = labelNames;
  }

  get(labels: LabelSet): Kind | undefined {
    let branch: Branch<Kind> | undefined = this.#root;
    for (const name of this.#labelNames) {
      branch = branch.children?.get(labels[name] ?? '');
      if (branch === undefined) return undefined;
    }
    return branch.found;
  }

  set(labels: LabelSet, found: Kind): void {
    let branch = this.#root;
    for (const name of this.#labelNames) {
      const value = labels[name] ?? '';
      branch.children ??= new Map();
      const next: Branch<Kind> = branch.children.get(value) ?? {};
      branch.children.set(value, next);
      branch = next;
    }
    branch.found = found;
  }
}

import { create, find } from '../elements.js';
import { describeError } from '../model/describe-error.js';

/** The oldest goes when there are more. */
const mostProblems = 3;

/** What went wrong, at the top of the page, until it is dismissed. */
export class ProblemList {
  readonly #list = find('problems', HTMLUListElement);

  /** @param what was tried, as the begin of a sentence */
  show(what: string, error: unknown): void {
    const text = `${what}: ${describeError(error)}`;
    // pusher-js tells the reason of a close more than once.
    if (this.#list.querySelector('span')?.textContent === text) return;
    const item = create('li');
    const dismiss = create('button', { text: 'Dismiss', className: 'quiet' });
    dismiss.type = 'button';
    dismiss.addEventListener('click', () => item.remove());
    item.append(create('span', { text }), dismiss);
    this.#list.prepend(item);
    while (this.#list.children.length > mostProblems) this.#list.lastElementChild?.remove();
  }
}

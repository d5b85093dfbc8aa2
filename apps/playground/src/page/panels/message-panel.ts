import type { Backend } from '../backend.js';
import { find, onSubmit } from '../elements.js';
import { parseData } from '../model/event-data.js';
import type { ProblemList } from './problem-list.js';

/** What a backend can do to a user, wherever the user is signed in. */
export class MessagePanel {
  readonly #problems: ProblemList;
  readonly #userId = find('message-user', HTMLInputElement);
  readonly #status = find('message-status', HTMLElement);

  constructor(backend: Backend, problems: ProblemList) {
    this.#problems = problems;
    const event = find('message-event', HTMLInputElement);
    const data = find('message-data', HTMLInputElement);
    onSubmit(find('message-form', HTMLFormElement), () => {
      const sent = backend.sendToUser(this.#user, event.value.trim(), parseData(data.value));
      void this.#report(`Sent ${event.value.trim()} to ${this.#user}`, sent);
    });
    find('message-terminate', HTMLButtonElement).addEventListener('click', () => {
      if (!this.#userId.reportValidity()) return;
      void this.#report(`Terminated the connections of ${this.#user}`, backend.terminate(this.#user));
    });
  }

  get #user(): string {
    return this.#userId.value.trim();
  }

  async #report(done: string, work: Promise<void>): Promise<void> {
    const user = this.#user;
    try {
      await work;
      this.#status.textContent = done;
    } catch (error) {
      this.#status.textContent = 'Refused';
      this.#problems.show(`It did not reach ${user}`, error);
    }
  }
}

import type PusherJs from 'pusher-js';
import type { IdentityFields } from '../create-pusher.js';
import { find, onSubmit } from '../elements.js';
import type { ProblemList } from './problem-list.js';

const storageKey = 'shoal-playground-identity';

/** Who this page is: on presence channels, and as a signed-in user. A reload keeps it, another tab is another. */
export class IdentityPanel {
  readonly #id = find('user-id', HTMLInputElement);
  readonly #name = find('user-name', HTMLInputElement);
  readonly #status = find('signin-status', HTMLElement);

  constructor() {
    const [id, name] = (sessionStorage.getItem(storageKey) ?? '').split('\n');
    const number = Math.floor(1000 + Math.random() * 9000);
    this.#id.value = id || `user-${number}`;
    this.#name.value = name || `Guest ${number}`;
    this.#save();
    for (const field of [this.#id, this.#name]) field.addEventListener('change', () => this.#save());
  }

  get fields(): IdentityFields {
    return { user_id: this.#id.value, user_name: this.#name.value };
  }

  /** The form signs in; what becomes of it is shown. */
  signInWith(pusher: PusherJs, problems: ProblemList): void {
    onSubmit(find('identity-form', HTMLFormElement), () => {
      this.#status.textContent = 'Signing in…';
      // A connection signs in once, so another user needs another connection.
      if (pusher.user.signin_requested) {
        pusher.disconnect();
        pusher.connect();
      } else {
        pusher.signin();
      }
    });
    pusher.connection.bind('message', ({ event }: { event: string }) => {
      if (event === 'pusher:signin_success')
        this.#status.textContent = `Signed in as ${String(pusher.user.user_data?.id)}`;
    });
    pusher.user.bind('pusher:signin_error', (error: unknown) => {
      this.#status.textContent = 'Not signed in';
      problems.show('The sign-in failed', error);
    });
    pusher.connection.bind('state_change', ({ current }: { current: string }) => {
      if (current !== 'connected') this.#status.textContent = 'Not signed in';
    });
  }

  #save(): void {
    sessionStorage.setItem(storageKey, `${this.#id.value}\n${this.#name.value}`);
  }
}

const HEARTBEAT_MS = 5000;

/** Numbered progress lines on stderr, with a sign of life while a step is long. */
export class Steps {
  #total;
  #current = 0;

  constructor(total) {
    this.#total = total;
  }

  /** Announces a step, does the work, and says how long it took. */
  async run(title, work) {
    const started = performance.now();
    const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
    this.say(title);
    const heartbeat = setInterval(() => console.error(`      still working, ${seconds()} s`), HEARTBEAT_MS);
    try {
      await work();
      console.error(`      done in ${seconds()} s`);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Announces a step that needs no work, or one that goes on until the end. */
  say(title) {
    this.#current += 1;
    console.error(`[${this.#current}/${this.#total}] ${title}`);
  }
}

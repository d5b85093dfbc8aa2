import type { Stage } from '../stage/stage.js';

/** Something that happens to servers, small enough to be read in a minute and watched while it runs. */
export interface Situation {
  readonly name: string;
  /** One line, for `--help`. A plain literal: `npm run playground -- --help` reads it from the source. */
  readonly description: string;
  /** What `--count` is about, and its bounds. */
  readonly count: { readonly of: string; readonly initial: number; readonly most: number };
  /** Plays it to its end, or until the stage is over. */
  readonly run: (stage: Stage) => Promise<void>;
}

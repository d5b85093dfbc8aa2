/** Gets subscriptions back after an interruption. */
export interface Recovery {
  /** The connection was cut. */
  lost(): void;
  /** Commands are possible again. */
  ready(): void;
  /** To be called a few times a second. */
  check(): void;
  close(): void;
}

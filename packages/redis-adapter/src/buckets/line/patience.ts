/** What is unanswered for so many milliseconds means that the bucket is away. */
const ANSWER_MS = 1_000;
/**
 * Looks that it has to outlast as well. Of a process that was busy for a second the first look comes before the
 * answers that have arrived meanwhile are read: it must not blame the server for that.
 */
const PATIENT_LOOKS = 4;

/** Tells a server that is silent from a process that did not listen. */
export class Patience {
  private since: number | undefined;
  private looks = 0;

  /**
   * To be asked at every look.
   *
   * @param since monotonic ms at which the oldest unanswered command was sent; undefined when all are answered
   */
  isOver(since: number | undefined, now: number): boolean {
    this.looks = since === this.since ? this.looks + 1 : 1;
    this.since = since;
    return since !== undefined && now - since >= ANSWER_MS && this.looks >= PATIENT_LOOKS;
  }
}

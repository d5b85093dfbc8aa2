/** Where an item stands among those of its source. Versions compare within one source only. */
export interface LaneMark {
  readonly source: string;
  readonly version: number;
}

export interface LaneItem<Item> {
  readonly item: Item;
  /**
   * An item at or below the mark that earlier pushes left for its source was pushed before, and is left out. Items of
   * one push may have the same mark. Absent: always pushed.
   */
  readonly mark?: LaneMark;
}

/**
 * Port: lines of items that are taken one after the other, each by one job at a time.
 *
 * A lane that is not empty has a turn, a number that rises whenever the lane stops being empty. Whoever pushes adds
 * a job whose id holds lane and turn: adding it twice adds it once, and a job of a former turn finds nothing to do.
 */
export interface OrderedLanes<Item> {
  /** The oldest items make room when there are too many. @throws QueueAwayError: pushing the same again is right */
  push(lane: string, items: readonly LaneItem<Item>[]): Promise<LanePushed>;
  /**
   * The first items, oldest first; none once the turn is over.
   *
   * @throws QueueAwayError
   * @throws UnreadableDataError when the very first is of another release: it keeps its place
   */
  head(lane: string, turn: number, limit: number): Promise<LaneHead<Item>>;
  /**
   * Takes out everything up to a position; whoever does it again takes out nothing more, nor does who comes to
   * items that had to make room.
   *
   * @returns whether that was all, which ends the turn. @throws QueueAwayError
   */
  advance(lane: string, turn: number, through: number): Promise<boolean>;
}

export interface LanePushed {
  /** Of the lane, for the id of its job. */
  readonly turn: number;
  /** Items that had to make room. */
  readonly dropped: number;
}

export interface LaneHead<Item> {
  readonly items: readonly Item[];
  /** Position of the last of them, for `advance`. Items stand at consecutive positions. */
  readonly through: number;
}

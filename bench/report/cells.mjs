/**
 * The measured cells of a run, to be asked about.
 *
 * @typedef {{ row: string, column: string, round: number } & import('../measure/figures.mjs').Figures} Cell
 */
export class Cells {
  #cells;

  /** @param {Cell[]} cells */
  constructor(cells) {
    this.#cells = cells;
  }

  /** One figure (`cost`, `rate`, …) of all rounds. */
  values(row, column, figure = 'cost') {
    return this.#of(row, column).flatMap((cell) => cell[figure] ?? []);
  }

  /** What `combine` makes of the costs of both columns, for each round that has both. */
  paired(row, [column, other], combine) {
    return this.#of(row, column).flatMap((cell) => {
      const partner = this.#of(row, other).find(({ round }) => round === cell.round);
      return partner === undefined ? [] : [combine(cell.cost, partner.cost)];
    });
  }

  /** How many times as much as Shoal a column takes, per round. */
  ratios(row, column) {
    return this.paired(row, ['shoal', column], (shoal, other) => other / shoal);
  }

  notes(row, column) {
    return this.#of(row, column).flatMap(({ note }) => note ?? []);
  }

  #of(row, column) {
    return this.#cells.filter((cell) => cell.row === row && cell.column === column);
  }
}

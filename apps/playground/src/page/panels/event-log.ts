import { create, find } from '../elements.js';
import { showData } from '../model/event-data.js';
import type { EventContent } from '../model/round-trips.js';

const mostEvents = 500;

/** What arrived, the latest first. The rows on the page are the log; there is no other copy. */
export class EventLog {
  readonly #rows = find('event-rows', HTMLTableSectionElement);
  readonly #filter = find('event-filter', HTMLInputElement);
  readonly #count = find('event-count', HTMLElement);
  readonly #none = find('no-events', HTMLElement);

  constructor() {
    this.#filter.addEventListener('input', () => {
      for (const row of this.#rows.rows) this.#applyFilter(row);
      this.#showCount();
    });
    find('event-clear', HTMLButtonElement).addEventListener('click', () => {
      this.#rows.replaceChildren();
      this.#showCount();
    });
    this.#showCount();
  }

  add({ channel, event, data }: EventContent): void {
    const row = create('tr');
    row.append(
      create('td', { text: timeOfDay(new Date()), className: 'time' }),
      create('td', { text: channel, className: 'channel' }),
      create('td', { text: event, className: 'event' }),
      create('td', { text: showData(data), className: 'data' }),
    );
    if (event.startsWith('pusher:')) row.className = 'protocol';
    this.#applyFilter(row);
    this.#rows.prepend(row);
    while (this.#rows.rows.length > mostEvents) this.#rows.lastElementChild?.remove();
    this.#showCount();
  }

  /** A row is shown when channel, event or data contain what was typed, in any case of letters. */
  #applyFilter(row: HTMLTableRowElement): void {
    const wanted = this.#filter.value.trim().toLowerCase();
    const cells = [...row.cells].slice(1);
    row.hidden = !cells.some((cell) => (cell.textContent ?? '').toLowerCase().includes(wanted));
  }

  #showCount(): void {
    const all = this.#rows.rows.length;
    const shown = this.#filter.value === '' ? all : this.#rows.querySelectorAll('tr:not([hidden])').length;
    const limit = all === mostEvents ? `the last ${all}` : String(all);
    this.#count.textContent = shown === all ? limit : `${shown} of ${limit}`;
    this.#none.hidden = shown > 0;
    this.#none.textContent = all === 0 ? 'Nothing has arrived yet.' : 'No event contains this text.';
  }
}

/** `21:04:09.032`, local. */
function timeOfDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

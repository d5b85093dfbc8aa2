import type PusherJs from 'pusher-js';
import type { Backend } from '../backend.js';
import { find } from '../elements.js';
import { LatencySamples } from '../model/latency-samples.js';
import { type EventContent, RoundTrips } from '../model/round-trips.js';
import { sparklinePoints } from '../model/sparkline.js';
import type { ProblemList } from './problem-list.js';

export interface LatencyPanelOptions {
  readonly pusher: PusherJs;
  readonly backend: Backend;
  readonly problems: ProblemList;
}

const everyMs = 500;
const size = { width: 300, height: 48, capacity: 100 };

/** Time from the request to the backend until the event is here: of what is sent by hand, and of a probe. */
export class LatencyPanel {
  readonly #options: LatencyPanelOptions;
  readonly #trips = new RoundTrips();
  readonly #samples = new LatencySamples();
  readonly #toggle = find('latency-toggle', HTMLButtonElement);
  /** Nobody else listens here. */
  readonly #channel = `playground-latency-${crypto.randomUUID()}`;
  #timer: number | undefined;
  #turn = 0;

  constructor(options: LatencyPanelOptions) {
    this.#options = options;
    this.#toggle.addEventListener('click', () => {
      if (this.#timer === undefined) this.#startProbe();
      else this.#stopProbe();
    });
  }

  /** An event leaves that is to come back. */
  sent(content: EventContent): void {
    this.#trips.start(content, performance.now());
  }

  /** Any event that has arrived. */
  received(content: EventContent): void {
    const milliseconds = this.#trips.finish(content, performance.now());
    if (milliseconds === undefined) return;
    this.#samples.add(milliseconds);
    this.#show();
  }

  #startProbe(): void {
    const channel = this.#options.pusher.subscribe(this.#channel);
    channel.bind_global((event: string, data: unknown) =>
      this.received({ channel: this.#channel, event, data }),
    );
    this.#timer = window.setInterval(() => void this.#probe(), everyMs);
    this.#showToggle(true);
  }

  #stopProbe(): void {
    window.clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.pusher.channel(this.#channel)?.unbind_global();
    this.#options.pusher.unsubscribe(this.#channel);
    this.#showToggle(false);
  }

  async #probe(): Promise<void> {
    const { pusher, backend, problems } = this.#options;
    if (pusher.channel(this.#channel)?.subscribed !== true) return;
    this.#turn += 1;
    const content = { channel: this.#channel, event: 'probe', data: this.#turn };
    this.sent(content);
    try {
      await backend.publish(content);
    } catch (error) {
      this.#stopProbe();
      problems.show('The latency cannot be measured', error);
    }
  }

  #showToggle(isOn: boolean): void {
    this.#toggle.setAttribute('aria-pressed', String(isOn));
    this.#toggle.textContent = isOn ? 'Stop measuring' : 'Measure';
  }

  #show(): void {
    const summary = this.#samples.summarize();
    if (summary === undefined) return;
    for (const name of ['last', 'p50', 'p95'] as const) {
      find(`latency-${name}`, HTMLElement).textContent = `${summary[name].toFixed(1)} ms`;
    }
    const { values } = this.#samples;
    find('latency-count', HTMLElement).textContent = String(values.length);
    find('sparkline-line', SVGPolylineElement).setAttribute('points', sparklinePoints(values, size));
    find('sparkline', SVGSVGElement).setAttribute(
      'aria-label',
      `The last ${values.length} round trips, up to ${Math.max(...values).toFixed(1)} ms`,
    );
  }
}

import { httpRequest } from '../../http-request.js';

/** Labels of a series, `__name__` among them where the query keeps it. */
export type Metric = Readonly<Record<string, string>>;

/** One series of an instant query. A scalar is one without labels. */
export interface InstantSample {
  readonly metric: Metric;
  readonly value: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** One series of a range query. */
export interface RangeSeries {
  readonly metric: Metric;
  /** Times in seconds since 1970, and values. */
  readonly values: readonly (readonly [at: number, value: number])[];
}

/** Times in seconds since 1970, the step in seconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** An alert that is pending or fires. */
export interface ActiveAlert {
  readonly labels: Metric;
  readonly annotations: Metric;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
  readonly value: string;
}

export interface LoadedRule {
  readonly name: string;
  readonly query: string;
  readonly type: 'recording' | 'alerting';
  readonly health: 'ok' | 'err' | 'unknown';
  /** Why its last evaluation failed. */
  readonly lastError?: string;
  /** Of an alert. */
  readonly state?: 'inactive' | 'pending' | 'firing';
}

export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  readonly rules: readonly LoadedRule[];
}

export interface ScrapeTarget {
  readonly labels: Metric;
  readonly scrapeUrl: string;
  readonly health: 'up' | 'down' | 'unknown';
  /** Why its last scrape failed. */
  readonly lastError: string;
  readonly lastScrape: string;
}

/** Thrown when Prometheus answers with an error: an invalid query, above all. */
export class PrometheusRefusal extends Error {
  override readonly name = 'PrometheusRefusal';
}

interface VectorAnswer {
  readonly resultType: 'vector';
  readonly result: readonly { readonly metric: Metric; readonly value: readonly [number, string] }[];
}

interface ScalarAnswer {
  readonly resultType: 'scalar';
  readonly result: readonly [number, string];
}

interface MatrixAnswer {
  readonly result: readonly {
    readonly metric: Metric;
    readonly values: readonly (readonly [number, string])[];
  }[];
}

/** The HTTP API of a Prometheus, as much of it as tests ask for. */
export class PrometheusApi {
  readonly #address: { readonly host: string; readonly port: number };

  constructor(address: { readonly host: string; readonly port: number }) {
    this.#address = address;
  }

  /**
   * @param at seconds since 1970; now by default
   * @throws PrometheusRefusal when the query is invalid
   */
  async query(query: string, at?: number): Promise<readonly InstantSample[]> {
    const time = at === undefined ? {} : { time: String(at) };
    const answer: VectorAnswer | ScalarAnswer = await this.#ask('/query', { query, ...time });
    if (answer.resultType === 'scalar') {
      const [moment, value] = answer.result;
      return [{ metric: {}, value: readNumber(value), at: moment }];
    }
    return answer.result.map(({ metric, value: [moment, value] }) => ({
      ...{ metric, value: readNumber(value), at: moment },
    }));
  }

  /** @throws PrometheusRefusal when the query is invalid */
  async queryRange(query: string, { start, end, step }: TimeRange): Promise<readonly RangeSeries[]> {
    const range = { start: String(start), end: String(end), step: String(step) };
    const { result }: MatrixAnswer = await this.#ask('/query_range', { query, ...range });
    return result.map(({ metric, values }) => ({
      metric,
      values: values.map(([at, value]) => [at, readNumber(value)] as const),
    }));
  }

  /** Label sets of the series that a selector names, of all that Prometheus still holds. */
  async series(selector: string): Promise<readonly Metric[]> {
    return await this.#ask('/series', { 'match[]': selector });
  }

  async rules(): Promise<readonly RuleGroup[]> {
    const { groups }: { groups: readonly RuleGroup[] } = await this.#ask('/rules', {});
    return groups;
  }

  async alerts(): Promise<readonly ActiveAlert[]> {
    const { alerts }: { alerts: readonly ActiveAlert[] } = await this.#ask('/alerts', {});
    return alerts;
  }

  async targets(): Promise<readonly ScrapeTarget[]> {
    const { activeTargets }: { activeTargets: readonly ScrapeTarget[] } = await this.#ask('/targets', {});
    return activeTargets;
  }

  /** Reads its configuration and rules anew. @throws PrometheusRefusal when they are invalid */
  async reload(): Promise<void> {
    const { status, text } = await httpRequest(this.#address, { method: 'POST', path: '/-/reload' });
    if (status !== 200) throw new PrometheusRefusal(text);
  }

  async #ask<Answer>(path: string, parameters: Readonly<Record<string, string>>): Promise<Answer> {
    const { body, text } = await httpRequest(this.#address, {
      path: `/api/v1${path}?${new URLSearchParams(parameters)}`,
    });
    const answer = body as { status?: string; data: Answer; error?: string };
    if (answer.status !== 'success') throw new PrometheusRefusal(answer.error ?? text);
    return answer.data;
  }
}

function readNumber(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

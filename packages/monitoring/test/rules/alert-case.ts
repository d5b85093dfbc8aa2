/** An alert that fires, with its texts as they are sent. `severity` and the addresses are taken from the rule. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** What of one alert fires at a time after the first sample. */
export interface Moment {
  readonly at: string;
  readonly fires: readonly Firing[];
}

/** A course of series, and what an alert makes of it. */
export interface AlertCase {
  readonly alert: string;
  /** Reads on from "fires when" or "keeps quiet when". */
  readonly when: string;
  /** A sample a minute, in the notation of promtool: `0+60x10` begins at 0 and grows by 60, ten times. */
  readonly series: Readonly<Record<string, string>>;
  readonly moments: readonly Moment[];
}

/** A case that is quiet until `since` and fires at `at`. */
export function fires(
  alert: string,
  when: string,
  {
    series,
    since,
    at,
    as,
  }: {
    readonly series: AlertCase['series'];
    /** Still quiet then: the wait of the rule is not over. */
    readonly since: string;
    readonly at: string;
    readonly as: readonly Firing[];
  },
): AlertCase {
  return {
    alert,
    when,
    series,
    moments: [
      { at: since, fires: [] },
      { at, fires: as },
    ],
  };
}

/** A case that never fires. */
export function keepsQuiet(
  alert: string,
  when: string,
  { series, at }: { readonly series: AlertCase['series']; readonly at: readonly string[] },
): AlertCase {
  return { alert, when, series, moments: at.map((moment) => ({ at: moment, fires: [] })) };
}

/** The labels that the scrape configuration gives to one installation. */
export const installation = { environment: 'production', cluster: 'main' } as const;

/** A series of a process of that installation. */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  const all = Object.entries({ ...installation, job: 'sockudo', ...labels });
  return `${name}{${all.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
}

import { type Alertmanager, eventually, type NotifiedAlert } from '@shoal/testing';

/** An alert of one installation, which its label `cluster` names. */
export interface WatchedAlert {
  readonly alert: string;
  readonly cluster: string;
}

/** Error budgets: the other windows of their alerts are of hours and days, and take as long to end. */
const fastestWindow = '1h';

/** What Alertmanager has told somebody on call. */
export class AlertWatch {
  readonly #alertmanager: Alertmanager;
  #since = 0;

  constructor(alertmanager: Alertmanager) {
    this.#alertmanager = alertmanager;
  }

  /** What has begun to fire before is not spoken of any more. */
  forget(): void {
    this.#since = Date.now();
  }

  /** Waits until it was told that each of them fires. @throws Error that names those that do not */
  async whenFiring(alerts: readonly WatchedAlert[], withinMs: number): Promise<void> {
    const silent = () => alerts.filter((watched) => this.episodes(watched) === 0);
    const allFire = () => expect(silent()).toEqual([]);
    await eventually(allFire, { withinMs, everyMs: 200, what: 'alerts that fire' });
  }

  /** Waits until it was told that none of them fires any more. @throws Error that names those that do */
  async whenQuiet(alerts: readonly WatchedAlert[], withinMs: number): Promise<void> {
    const fires = (watched: WatchedAlert) => this.#latest(watched).some(({ status }) => status === 'firing');
    const noneFires = () => expect(alerts.filter(fires)).toEqual([]);
    await eventually(noneFires, { withinMs, everyMs: 200, what: 'alerts that end' });
  }

  /** How often it has fired: at most once if nothing has made it blink. Series that fire beside each other count as one. */
  episodes(watched: WatchedAlert): number {
    const begun = new Map<string, Set<string>>();
    for (const { fingerprint, startsAt } of this.#told(watched)) {
      begun.set(fingerprint, (begun.get(fingerprint) ?? new Set()).add(startsAt));
    }
    return Math.max(0, ...[...begun.values()].map(({ size }) => size));
  }

  /** Names of everything that has fired in an installation. */
  fired(cluster: string): string[] {
    const names = this.#all()
      .filter(({ labels }) => labels.cluster === cluster)
      .map(({ labels }) => labels.alertname ?? '');
    return [...new Set(names)].sort();
  }

  #latest(watched: WatchedAlert): NotifiedAlert[] {
    return [...new Map(this.#told(watched).map((alert) => [alert.fingerprint, alert])).values()];
  }

  #told({ alert, cluster }: WatchedAlert): NotifiedAlert[] {
    return this.#all().filter(({ labels }) => labels.alertname === alert && labels.cluster === cluster);
  }

  #all(): NotifiedAlert[] {
    const { notifications } = this.#alertmanager.receiver;
    const isWatched = ({ startsAt, labels: { window = fastestWindow } }: NotifiedAlert) =>
      Date.parse(startsAt) >= this.#since && window === fastestWindow;
    return notifications.flatMap(({ alerts }) => alerts.filter(isWatched));
  }
}

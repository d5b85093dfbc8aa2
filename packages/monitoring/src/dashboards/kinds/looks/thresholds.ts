import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { defaultThresholds } from '../../../rules/read-thresholds.js';
import { COLOURS } from './colours.js';

/** What alerts compare with: where one watches what a panel shows, the panel turns red at the same number. */
export const ALERTED_FROM = defaultThresholds;

/** From which number on it is worth a look, and from which it is bad. */
export interface Thresholds {
  /** `rising`: more is worse. `falling`: less is worse. */
  readonly worse: 'rising' | 'falling';
  readonly warning: number;
  readonly bad: number;
}

export const rising = (warning: number, bad: number): Thresholds => ({ worse: 'rising', warning, bad });
export const falling = (warning: number, bad: number): Thresholds => ({ worse: 'falling', warning, bad });

/** Anything but 0 is bad. */
export const noneAllowed = rising(1, 1);

/** The colours from the smallest number up, as Grafana wants them. */
export function thresholdSteps(thresholds: Thresholds | undefined): Threshold[] {
  if (thresholds === undefined) return [{ value: null, color: COLOURS.neutral }];
  const { worse, warning, bad } = thresholds;
  const [low, high] = worse === 'rising' ? [COLOURS.good, COLOURS.bad] : [COLOURS.bad, COLOURS.good];
  const [first, second] = worse === 'rising' ? [warning, bad] : [bad, warning];
  const middle = first === second ? [] : [{ value: first, color: COLOURS.warning }];
  return [{ value: null, color: low }, ...middle, { value: second, color: high }];
}

/** They compare with the numbers themselves, not with a part of the axis. */
export const absoluteThresholds = (thresholds: Thresholds | undefined): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(thresholdSteps(thresholds));

import { catalogueAreas } from '@shoal/metrics';
import {
  type ThresholdDefinition,
  type ThresholdName,
  type Thresholds,
  thresholdDefinitions,
} from './thresholds.js';

/** A name that is none, or a value that cannot be meant. */
export class InvalidThreshold extends Error {
  override readonly name = 'InvalidThreshold';
}

const names = Object.keys(thresholdDefinitions) as readonly ThresholdName[];
const definitions: Readonly<Record<ThresholdName, ThresholdDefinition>> = thresholdDefinitions;

/** What the files in `deploy/prometheus` compare with. */
export const defaultThresholds = Object.fromEntries(
  names.map((name) => [name, definitions[name].default]),
) as Thresholds;

/**
 * The defaults with what `given` says otherwise, which comes from outside: `{"connectionsPerServer": 20000}`.
 * Throws {@link InvalidThreshold}, which names the entry.
 */
export function readThresholds(given: unknown): Thresholds {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidThreshold(
      'Thresholds are an object of numbers, such as {"connectionsPerServer": 20000}.',
    );
  }
  const others = Object.keys(given).filter((name) => !Object.hasOwn(definitions, name));
  if (others.length > 0) {
    throw new InvalidThreshold(`There is no threshold ${others.join(', ')}. There are ${names.join(', ')}.`);
  }
  const thresholds = { ...defaultThresholds, ...given };
  for (const name of names) {
    const allowed = otherwiseAllowed(name, thresholds[name]);
    if (allowed === undefined) continue;
    const value = JSON.stringify(thresholds[name]);
    throw new InvalidThreshold(`The threshold ${name} has to be ${allowed}; it is ${value}.`);
  }
  return thresholds;
}

/** What a value that is not allowed would have to be; undefined for one that is. */
function otherwiseAllowed(name: ThresholdName, value: unknown): string | undefined {
  const { unit, boundOf } = definitions[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'a number';
  if (boundOf !== undefined && !bucketBounds(boundOf).includes(value)) {
    return `a bound of the buckets of ${boundOf}: ${bucketBounds(boundOf).join(', ')}`;
  }
  if (unit === 'ratio') return value > 0 && value < 1 ? undefined : 'above 0 and below 1';
  return value >= 0 ? undefined : '0 or more';
}

/** The bounds of the buckets of a histogram of the catalogue, which is named without prefix. */
export function bucketBounds(histogram: string): readonly number[] {
  const definition = catalogueAreas.map(({ metrics }) => metrics[histogram]).find(Boolean);
  return definition?.type === 'histogram' ? definition.buckets : [];
}

import { camelCaseKey } from '../setting/key-spelling.js';

/** Brings `lambda_function` beside `lambda` (soketi, older Sockudo) into `lambda`, for the reader of sections to join. */
export function nestEndpoint(entry: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(entry).map(([written, value]) =>
    camelCaseKey(written) === 'lambdaFunction' ? ['lambda', { functionName: value }] : [written, value],
  );
}

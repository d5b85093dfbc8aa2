/** A request that does not hold what it should; the message names the field. */
export class InvalidRequestError extends Error {
  override readonly name = 'InvalidRequestError';
}

/** The text in one field of a parsed body. @throws InvalidRequestError when there is none */
export function readText(body: unknown, field: string): string {
  const text = readOptionalText(body, field);
  if (text === undefined) throw new InvalidRequestError(`The field "${field}" is missing`);
  return text;
}

/** The same, or undefined when the field is absent or empty. @throws InvalidRequestError when it is no text */
export function readOptionalText(body: unknown, field: string): string | undefined {
  const value = readValue(body, field);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new InvalidRequestError(`The field "${field}" has to be text`);
  return value;
}

/** Whatever is in the field; undefined when there is none. @throws InvalidRequestError when there is no body */
export function readValue(body: unknown, field: string): unknown {
  if (typeof body !== 'object' || body === null)
    throw new InvalidRequestError('There is no body with fields');
  return Object.hasOwn(body, field) ? Reflect.get(body, field) : undefined;
}

import { randomInt } from 'node:crypto';

const maxPart = 10_000_000_000;
const shape = /^\d{1,20}\.\d{1,20}$/;

/** A fresh id `digits.digits`: the shape that every server library checks before it signs. */
export function createSocketId(): string {
  return `${randomInt(maxPart)}.${randomInt(maxPart)}`;
}

export function isSocketId(value: unknown): value is string {
  return typeof value === 'string' && shape.test(value);
}

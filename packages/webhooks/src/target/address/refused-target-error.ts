/** No request is made to this target, now or later, as long as its settings stay. Says why, and never where. */
export class RefusedTargetError extends Error {
  override readonly name = 'RefusedTargetError';
}

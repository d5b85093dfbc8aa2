/** Bytes of a client's frame on the wire: payload, length field and mask (RFC 6455, section 5.2). */
export function wireBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return payloadBytes + 6;
  return payloadBytes + (payloadBytes < 65_536 ? 8 : 14);
}

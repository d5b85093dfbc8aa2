/**
 * The code that `ws` closes with after an error of its receiver; it tells the code only to the client.
 *
 * @param error `code` of the error
 * @returns close code of RFC 6455, section 7.4.1
 */
export function violationCode(error: string | undefined): number {
  switch (error) {
    case 'WS_ERR_INVALID_UTF8':
      return 1007;
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return 1008;
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return 1009;
    default:
      return 1002;
  }
}

/** What an endpoint has answered. */
export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As much of it as was wanted, and came in time. */
  readonly body: string;
}

export type FindingCode =
  | 'unreachable'
  | 'cluster-mode'
  | 'cluster-incomplete'
  | 'version'
  | 'read-only'
  | 'eviction'
  | 'output-buffer'
  | 'config-unreadable'
  | 'refused-command'
  | 'bucket-count';

/** Something about the installation's Redis that will not work, or not well. Holds no secret. */
export interface Finding {
  readonly code: FindingCode;
  /** `fatal`: the node cannot do its work; `warning`: it can, with what the message says. */
  readonly severity: 'fatal' | 'warning';
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
  /** `host:port`, when it is about one server. */
  readonly server?: string;
}

export function fatal(code: FindingCode, message: string, remedy: string): Finding {
  return { code, severity: 'fatal', message, remedy };
}

export function warning(code: FindingCode, message: string, remedy: string): Finding {
  return { code, severity: 'warning', message, remedy };
}

/** Why a provider did not take a notification. The strings are those of metrics, logs and delivery events. */
export type FailureClass =
  /** The token is dead: the device goes, if the token is still its token. */
  | 'device_terminal'
  /** This device does not get it now; the provider says nothing of the token. */
  | 'device_transient'
  | 'provider_transient'
  | 'provider_quota'
  /** The app's credential or its project is at fault: never the device. */
  | 'credential_auth'
  | 'caller_payload'
  | 'network_transport'
  | 'unknown';

/** How one attempt ended. `reason` is the provider's own word (`BadDeviceToken`), never a token, URL or payload. */
export type ProviderOutcome = { readonly kind: 'accepted'; readonly messageId?: string } | ProviderRefusal;

export interface ProviderRefusal {
  readonly kind: 'rejected' | 'retryable';
  readonly failureClass: FailureClass;
  readonly reason: string;
  /**
   * Milliseconds that the provider asks to be left alone (RFC 9110, 10.2.3): with this device, or with all that is sent
   * with the credential to its service.
   */
  readonly retryAfter?: { readonly milliseconds: number; readonly of: 'device' | 'credential' };
}

/**
 * What an app shows a provider. Several versions of one id may be stored: the highest is used. Secrets: never logged,
 * never answered, encrypted wherever they are kept.
 */
export type Credential = CredentialName &
  (
    | { readonly provider: 'fcm'; readonly serviceAccount: ServiceAccount }
    | ({ readonly provider: 'apns'; readonly topic?: string } & ApnsSecret)
    | {
        readonly provider: 'webPush';
        readonly publicKey: string;
        readonly privateKey: string;
        /** `mailto:` or https: whom a push service may write to (RFC 8292, 2.1). */
        readonly contact: string;
      }
    | { readonly provider: 'hms'; readonly hmsAppId: string; readonly clientSecret: string }
    | { readonly provider: 'wns'; readonly packageSid: string; readonly clientSecret: string }
  );

export interface CredentialName {
  readonly appId: string;
  readonly credentialId: string;
  readonly version: number;
}

/** Of a Google service account's JSON, what is needed. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
  readonly privateKeyId?: string;
  readonly tokenUri: string;
}

export type ApnsSecret =
  /** A token key (.p8). */
  | { readonly kind: 'token'; readonly teamId: string; readonly keyId: string; readonly privateKey: string }
  /** A TLS client certificate: PEM of certificate and key. */
  | { readonly kind: 'certificate'; readonly pem: string }
  /** The same as PKCS #12, base64. */
  | { readonly kind: 'p12'; readonly p12: string; readonly password: string };

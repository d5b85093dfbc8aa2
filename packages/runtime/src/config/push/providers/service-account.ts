import { z } from 'zod';
import { refusal } from '../../setting/explanation.js';
import { PROVIDER_URL_ALLOWED, providerUrl } from './provider-url.js';
import { isRsaKey, withLineFeeds } from './signing-key.js';

/** Of a Google service account's JSON, what is needed. */
export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string;
  readonly privateKeyId?: string;
  /** Where access tokens come from. */
  readonly tokenUri: string;
}

/** How {@link serviceAccount} is described. */
export const SERVICE_ACCOUNT_ALLOWED = "the JSON of a Google service account's key";

const file = z.object({
  type: z.literal('service_account'),
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().transform(withLineFeeds).refine(isRsaKey),
  private_key_id: z.string().min(1).optional(),
  token_uri: providerUrl().default('https://oauth2.googleapis.com/token'),
});

/** What each key of the file has to be. */
const EXPECTED: Readonly<Record<keyof z.output<typeof file>, string>> = {
  type: 'has to be "service_account": keys of users and of other clouds cannot send',
  project_id: 'is missing',
  client_email: 'is missing',
  private_key: 'has to be PEM of an RSA private key',
  private_key_id: 'has to be text',
  token_uri: `has to be ${PROVIDER_URL_ALLOWED}`,
};

/** The JSON text of a service account's key, as Google gives it to download. */
export function serviceAccount() {
  return z.string().transform((written, context): ServiceAccount => {
    const parsed = file.safeParse(parseJson(written));
    if (parsed.success) return namedAsHere(parsed.data);
    context.issues.push(refusal(written, explain(parsed.error)));
    return z.NEVER;
  });
}

function namedAsHere(account: z.output<typeof file>): ServiceAccount {
  const { project_id, client_email, private_key, private_key_id, token_uri } = account;
  return {
    projectId: project_id,
    clientEmail: client_email,
    privateKey: private_key,
    ...(private_key_id === undefined ? {} : { privateKeyId: private_key_id }),
    tokenUri: token_uri,
  };
}

function explain({ issues }: z.ZodError): string {
  const key = issues[0]?.path[0];
  const expected = file.keyof().safeParse(key);
  const why = expected.success ? `: its ${expected.data} ${EXPECTED[expected.data]}` : '';
  return `must be ${SERVICE_ACCOUNT_ALLOWED}${why}. Without FCM, set PUSH_FCM_ENABLED=false`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would repeat a part of the key.
    return undefined;
  }
}

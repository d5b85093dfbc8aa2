import { type Credential, verifyAuth } from './hmac.js';

/** What a backend signs to say who a connection's user is (`pusher:signin`). */
export interface UserClaim {
  readonly socketId: string;
  readonly userData: string;
}

export function userText({ socketId, userData }: UserClaim): string {
  return `${socketId}::user::${userData}`;
}

export function verifyUser(credentials: readonly Credential[], auth: string, claim: UserClaim): boolean {
  return verifyAuth(credentials, auth, userText(claim));
}

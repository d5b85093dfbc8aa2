import type { CredentialStore, SealedCredential } from '../../store/credential-store.js';
import { walkPages } from './walk-pages.js';

/** An implementation of CredentialStore that is held to the port's promises. */
export interface CredentialStoreSubject {
  readonly name: string;
  /** A fresh, empty store. */
  create(): Promise<CredentialStoreFixture>;
}

export interface CredentialStoreFixture extends AsyncDisposable {
  readonly credentials: CredentialStore;
}

const credential = (
  credentialId: string,
  version: number,
  changes: Partial<SealedCredential> = {},
): SealedCredential => ({
  ...{ credentialId, version, provider: 'fcm', sealed: `sealed ${version}`, ...changes },
});

/** Declares what every CredentialStore promises. */
export function describeCredentialStore(subject: CredentialStoreSubject): void {
  describe(`${subject.name} as a CredentialStore`, () => {
    test('of each id of a provider the highest version is current', async () => {
      await using fixture = await subject.create();
      const { credentials } = fixture;
      const versions = [2, 10, 9].map((version) => credential('main', version));
      const others = [credential('spare', 1), credential('apple', 3, { provider: 'apns' })];
      for (const each of [...versions, ...others]) await credentials.put('app', each);
      const current = await credentials.current('app', 'fcm');
      expect(current).toHaveLength(2);
      expect(current).toEqual(expect.arrayContaining([credential('main', 10), credential('spare', 1)]));
      expect(await credentials.current('app', 'wns')).toEqual([]);
      expect(await credentials.current('other', 'fcm')).toEqual([]);
    });

    test('the same id and version again replaces it', async () => {
      await using fixture = await subject.create();
      const { credentials } = fixture;
      await credentials.put('app', credential('main', 1));
      const other = credential('main', 1, { sealed: 'another', provider: 'hms' });
      await credentials.put('app', other);
      expect(await credentials.current('app', 'hms')).toEqual([other]);
      expect((await credentials.list('app', { limit: 5 })).items).toEqual([other]);
    });

    test('all versions are listed, page by page', async () => {
      await using fixture = await subject.create();
      const { credentials } = fixture;
      const all = ['b', 'a', 'c'].flatMap((id) => [11, 2, 1].map((version) => credential(id, version)));
      for (const each of all) await credentials.put('app', each);
      const listed = await walkPages((query) => credentials.list('app', query));
      const names = listed.map(({ credentialId, version }) => `${credentialId} ${version}`);
      expect(names).toEqual(['a 1', 'a 2', 'a 11', 'b 1', 'b 2', 'b 11', 'c 1', 'c 2', 'c 11']);
      expect(await walkPages((query) => credentials.list('other', query))).toEqual([]);
    });

    test('one version is removed, or all of an id', async () => {
      await using fixture = await subject.create();
      const { credentials } = fixture;
      for (const version of [1, 2, 3]) await credentials.put('app', credential('main', version));
      await credentials.put('app', credential('main2', 1));
      expect(await credentials.remove('app', 'main', 3)).toBe(1);
      expect(await credentials.remove('app', 'main', 3)).toBe(0);
      expect(await credentials.current('app', 'fcm')).toContainEqual(credential('main', 2));
      expect(await credentials.remove('app', 'main')).toBe(2);
      expect(await credentials.remove('app', 'main')).toBe(0);
      expect((await credentials.list('app', { limit: 5 })).items).toEqual([credential('main2', 1)]);
    });
  });
}

import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose } from './expect-error.js';

const server = useServer({ config: { authorized_connections: true, user_authentication_timeout: 1 } });
const tolerant = useServer({ config: { user_authentication_timeout: 1 } });

const late = { code: 4009, message: 'Connection not authorized within timeout' };

describe('with authorized_connections', () => {
  it('only those stay who signed in or entered a channel that needs a signature', async () => {
    await using signedIn = await RawClient.connect({ server: server() });
    await signedIn.signin({ id: 'ada' });
    await using inPrivate = await RawClient.connect({ server: server() });
    await inPrivate.subscribe('private-authorized');
    await using inPresence = await RawClient.connect({ server: server() });
    await inPresence.subscribe('presence-authorized', { member: { user_id: 1 } });
    // Opened last: when its time is over, so is everybody's.
    await using inPublic = await RawClient.connect({ server: server() });
    await inPublic.subscribe('public');
    await expectClose(inPublic, late);
    for (const client of [signedIn, inPrivate, inPresence]) await client.barrier();
  });

  it('a subscription that failed authorises nobody', async () => {
    await using client = await RawClient.connect({ server: server() });
    client.send({ event: 'pusher:subscribe', data: { channel: 'private-authorized', auth: 'wrong' } });
    await client.next('pusher:subscription_error');
    await expectClose(client, late);
  });
});

describe('without authorized_connections', () => {
  it('nobody has to', async () => {
    await using silent = await RawClient.connect({ server: tolerant() });
    // On the other server a connection of the same age is closed by now.
    await using other = await RawClient.connect({ server: server() });
    await expectClose(other, late);
    await silent.barrier();
  });
});

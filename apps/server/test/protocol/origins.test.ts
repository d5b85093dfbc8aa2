import { RawClient } from '@shoal/testing';
import { useServer } from '../use-server.js';
import { expectClose } from './expect-error.js';

function app(name: string, ...allowed_origins: string[]) {
  return { id: name, key: name, secret: 'secret', channels: { allowed_origins } };
}

const server = useServer({
  config: {
    app_manager: {
      array: {
        apps: [
          app('everybody'),
          app('star', '*'),
          app('exact', 'https://shop.example', 'http://localhost:3000'),
          app('any-scheme', 'shop.example'),
          app('wildcard', 'https://*.preview.example'),
          app('domain', '*.shop.example'),
          app('ports', 'http://localhost:*'),
        ],
      },
    },
  },
});

describe('an app with a list of origins', () => {
  it.each<[key: string, origin: string | undefined]>([
    ['everybody', 'https://anywhere.example'],
    ['everybody', undefined],
    ['star', 'https://anywhere.example'],
    ['star', undefined],
    ['exact', 'https://shop.example'],
    ['exact', 'HTTPS://SHOP.EXAMPLE'],
    ['exact', 'http://localhost:3000'],
    ['any-scheme', 'https://shop.example'],
    ['any-scheme', 'capacitor://shop.example'],
    ['wildcard', 'https://pr-7.preview.example'],
    ['domain', 'https://shop.example'],
    ['domain', 'https://eu.shop.example'],
    ['ports', 'http://localhost:5173'],
  ])('%s lets in %p', async (key, origin) => {
    const own = origin === undefined ? {} : { origin };
    await using client = await RawClient.connect({ server: server(), key, ...own });
    await client.barrier();
  });

  it.each<[key: string, origin: string | undefined]>([
    ['exact', 'http://shop.example'],
    ['exact', 'https://shop.example:8443'],
    ['exact', 'https://shop.example.evil.example'],
    ['exact', 'null'],
    ['exact', undefined],
    ['any-scheme', 'https://eu.shop.example'],
    ['wildcard', 'http://pr-7.preview.example'],
    ['wildcard', 'https://pr-7.preview.example.evil.example'],
    ['domain', 'https://notshop.example'],
    ['domain', 'https://shop.example.evil.example'],
    ['ports', 'https://localhost:5173'],
  ])('%s refuses %p', async (key, origin) => {
    const own = origin === undefined ? {} : { origin };
    await using client = await RawClient.open({ server: server(), key, ...own });
    await expectClose(client, { code: 4009, message: 'Origin not allowed' });
  });
});

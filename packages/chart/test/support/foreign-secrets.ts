import type { ForeignSecrets } from './pods.js';

const configuration = {
  log_level: 'warn',
  app_manager: { array: { apps: [{ id: 'a', key: 'k', secret: 's' }] } },
};

/** The Secrets that the files in helm/shoal/ci expect to be there. */
export const foreignSecrets: ForeignSecrets = {
  'shoal-env': { SHOP_SECRET: 'secret of the shop' },
  'shoal-configuration': { 'config.json': JSON.stringify(configuration) },
  'redis-login': {
    'redis-password': 'password of redis',
    password: 'password of redis',
    'sentinel-password': 'password of the sentinels',
  },
  'redis-tls': { 'ca.crt': 'authority', 'tls.crt': 'certificate', 'tls.key': 'key' },
  shop: { secret: 'secret of the shop' },
};

import { runApp } from '@shoal/runtime';
import { startWorker } from './start-worker.js';

process.exitCode = await runApp(
  {
    command: 'shoal-webhook-worker',
    name: 'webhook worker',
    target: 'shoal_webhook',
    manifest: new URL('../package.json', import.meta.url),
    async start(options) {
      const { metricsPort } = await startWorker(options);
      return { fields: { metrics_port: metricsPort } };
    },
  },
  process.argv.slice(2),
);

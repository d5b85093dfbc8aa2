import { runApp } from '@shoal/runtime';

process.exitCode = await runApp(
  {
    command: 'shoal-webhook-worker',
    name: 'webhook worker',
    target: 'shoal_webhook',
    manifest: new URL('../package.json', import.meta.url),
    async start(options) {
      // Whoever asks for help or has a file checked need not wait until all of it is loaded.
      const { startWorker } = await import('./start-worker.js');
      const { metricsPort, tcpExporterPort } = await startWorker(options);
      return { fields: { metrics_port: metricsPort, tcp_exporter_port: tcpExporterPort } };
    },
  },
  process.argv.slice(2),
);

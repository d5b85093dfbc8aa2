import { runApp } from '@shoal/runtime';

process.exitCode = await runApp(
  {
    command: 'shoal-push-worker',
    name: 'push worker',
    target: 'shoal_push',
    manifest: new URL('../package.json', import.meta.url),
    async start(options) {
      // Whoever asks for help or has a file checked need not wait until all of it is loaded.
      const { startWorker } = await import('./start-worker.js');
      const { metricsPort, tcpExporterPort, providers } = await startWorker(options);
      const fields = { metrics_port: metricsPort, tcp_exporter_port: tcpExporterPort, providers };
      return { fields };
    },
  },
  process.argv.slice(2),
);

import {
  type ConfigurationSource,
  MonitoringProcess,
  type MonitoringProgram,
  startProgram,
} from './monitoring-process.js';
import { NotificationReceiver } from './notification-receiver.js';

export interface StartAlertmanagerOptions {
  /**
   * `alertmanager.yml`: an object, the path of a file, or what makes one for the address of the receiver. By default
   * everything is notified to the receiver at once, each name of alerts in a group of its own.
   */
  readonly config?: ConfigurationSource | ((receiverUrl: string) => object);
}

/** A real Alertmanager that stands alone, and somebody who is notified. Use it with `await using`. */
export interface Alertmanager extends AsyncDisposable {
  readonly server: MonitoringProcess;
  readonly receiver: NotificationReceiver;
}

/**
 * @throws Error that says how to install Alertmanager when it is missing, or with what it wrote when it refuses its
 * configuration
 */
export async function startAlertmanager({
  config = notifyAtOnce,
}: StartAlertmanagerOptions = {}): Promise<Alertmanager> {
  const receiver = await NotificationReceiver.start();
  const program: MonitoringProgram = {
    program: 'prometheus-alertmanager',
    debianPackage: 'prometheus-alertmanager',
    readyPath: '/-/ready',
    config: typeof config === 'function' ? config(receiver.url) : config,
    args: ({ port, directory, configPath }) => [
      `--config.file=${configPath}`,
      `--storage.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      // It gossips with nobody.
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
  };
  try {
    const server = await startProgram(program, (placement) => new MonitoringProcess(program, placement));
    const dispose = async () => {
      await server[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    };
    return { server, receiver, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await receiver[Symbol.asyncDispose]();
    throw error;
  }
}

function notifyAtOnce(url: string): object {
  return {
    route: { receiver: 'test', group_by: ['alertname'], group_wait: '0s', group_interval: '1s' },
    receivers: [{ name: 'test', webhook_configs: [{ url, send_resolved: true }] }],
  };
}

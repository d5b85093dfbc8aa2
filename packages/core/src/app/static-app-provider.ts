import type { App } from './app.js';
import type { AppProvider } from './app-provider.js';

/** Apps from the configuration; they never change while the process runs. */
export class StaticAppProvider implements AppProvider {
  private readonly byId: ReadonlyMap<string, App>;
  private readonly byKey: ReadonlyMap<string, App>;

  /** @param apps ids and keys are unique: the configuration was checked */
  constructor(apps: readonly App[]) {
    this.byId = new Map(apps.map((app) => [app.id, app]));
    this.byKey = new Map(apps.flatMap((app) => app.credentials.map(({ key }) => [key, app] as const)));
  }

  findById(id: string): App | undefined {
    return this.byId.get(id);
  }

  findByKey(key: string): App | undefined {
    return this.byKey.get(key);
  }
}

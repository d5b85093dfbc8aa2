import type { TestClient } from '../test-client.js';
import type { ClientView } from './client-view.js';
import type { History } from './history.js';
import type { World } from './world.js';

/** A client, where it is, and what it knows. */
export interface Player {
  readonly client: TestClient;
  readonly view: ClientView;
  /** Index of its node. */
  readonly node: number;
}

/** Everything that has to agree: the nodes, what was published, and what each client knows. */
export interface Situation {
  readonly world: World;
  readonly history: History;
  /** Those whose connection is open. */
  readonly players: readonly Player[];
}

import { QueueAwayError } from '../src/queue-errors.js';
import { RecordingHandler } from '../src/testing/gated-handler.js';
import { realPassage } from '../src/testing/passage.js';
import { BullFixture } from './bull-fixture.js';
import type { DeathScene } from './describe-worker-deaths.js';

export interface OutageScene extends Pick<DeathScene, 'name' | 'client'> {
  begin(): Promise<void>;
  end(): Promise<void>;
}

const task = (id: string) => ({ id, data: { step: 1 } });

/** Declares that a queue comes back with its Redis, and says meanwhile that it is away. */
export function describeOutage(scene: OutageScene): void {
  describe(`BullQueue while ${scene.name} is away`, () => {
    test('refuses in time, says so, and goes on by itself', async () => {
      await using fixture = new BullFixture(scene.client(), { patience: 500 });
      const { queue, observer } = fixture;
      const passage = realPassage(40);
      const handler = new RecordingHandler();
      queue.process(handler.handle, { concurrency: 2 });
      await queue.add([task('before')]);
      await passage.until(() => expect(handler.ids).toEqual(['before']));
      expect(observer.reachabilities).toEqual([true]);

      await scene.begin();
      const start = performance.now();
      await expect(queue.add([task('during')])).rejects.toThrow(QueueAwayError);
      expect(performance.now() - start).toBeLessThan(5_000);
      await expect(queue.depth()).rejects.toThrow(QueueAwayError);
      expect(observer.reachabilities).toEqual([true, false]);

      await scene.end();
      await passage.until(() => queue.add([task('during')]));
      await passage.until(() => expect(handler.ids).toContain('during'));
      await queue.add([task('after')]);
      await passage.until(() => expect(handler.ids).toContain('after'));
      expect(handler.ids).toEqual(['before', 'during', 'after']);
      expect(observer.reachabilities.at(-1)).toBe(true);
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ waiting: 0, active: 0 }));
    }, 60_000);
  });
}

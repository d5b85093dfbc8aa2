import { describeAdapter, realPassage } from '@shoal/core/testing';
import { startRedis } from '@shoal/testing';
import { BusNode, connectTo } from './bus-node.js';

for (const mode of ['sharded', 'classic'] as const) {
  describeAdapter({
    name: `The ${mode} Redis bus`,
    nodes: 'several',
    passage: realPassage,
    async create() {
      const redis = await startRedis();
      const nodes: BusNode[] = [];
      return {
        async addNode(receiver) {
          const node = new BusNode(connectTo(redis), { mode });
          nodes.push(node);
          await node.bus.start(receiver);
          return node.bus;
        },
        async [Symbol.asyncDispose]() {
          for (const node of nodes) await node[Symbol.asyncDispose]();
          await redis[Symbol.asyncDispose]();
        },
      };
    },
  });
}

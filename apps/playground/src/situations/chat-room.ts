import type { Stage } from '../stage/stage.js';
import type { Situation } from './situation.js';

const channelName = 'presence-chat-room';
const turnMs = 1_000;
const names = ['Ada', 'Edsger', 'Barbara', 'Donald', 'Grace', 'Tony', 'Frances', 'Alan', 'Radia', 'Leslie'];
const lines = ['hello', 'is anybody here?', 'I read every frame', 'who wrote this script?', 'good night'];

/** Members and client events: every bot joins the room and says something in its turn. */
export const chatRoom: Situation = {
  name: 'chat-room',
  description: 'bots talk in presence-chat-room: join it on the page',
  count: { of: 'bots', initial: 5, most: 50 },
  async run(stage) {
    const bots = await Promise.all(Array.from({ length: stage.count }, (_, index) => enter(stage, index)));
    stage.say(`${bots.length} bots are in ${channelName}; each in its turn sends client-message`);
    for (let turn = 0; !stage.isOver; turn += 1) {
      bots[turn % bots.length]?.speak(lines[turn % lines.length] ?? '');
      await stage.pause(turnMs);
    }
  },
};

async function enter(stage: Stage, index: number) {
  const round = Math.floor(index / names.length);
  const name = `${names[index % names.length]}${round === 0 ? '' : ` ${round + 1}`}`;
  const client = await stage.connect({ user_id: `bot-${index + 1}`, user_info: { name } });
  const room = await stage.subscribe(client, channelName);
  return {
    speak(text: string) {
      room.trigger('client-message', { from: name, text });
      stage.say(`${name}: ${text}`);
    },
  };
}

import { Backend } from './backend.js';
import { createPusher } from './create-pusher.js';
import { find } from './elements.js';
import type { EventContent } from './model/round-trips.js';
import { ChannelsPanel } from './panels/channels-panel.js';
import { ConnectionPanel } from './panels/connection-panel.js';
import { EventLog } from './panels/event-log.js';
import { IdentityPanel } from './panels/identity-panel.js';
import { LatencyPanel } from './panels/latency-panel.js';
import { MessagePanel } from './panels/message-panel.js';
import { ProblemList } from './panels/problem-list.js';
import { SendPanel } from './panels/send-panel.js';

const problems = new ProblemList();
try {
  await compose(new Backend());
} catch (error) {
  problems.show('The page cannot start', error);
}

/** Joins the parts of the page. */
async function compose(backend: Backend): Promise<void> {
  // Before anything is awaited: whoever is quick to type a name must not find it replaced.
  const identity = new IdentityPanel();
  const settings = await backend.settings();
  find('server-url', HTMLElement).textContent = settings.url;
  const log = new EventLog();
  const pusher = createPusher(settings, () => identity.fields);
  identity.signInWith(pusher, problems);

  const latency = new LatencyPanel({ pusher, backend, problems });
  const onEvent = (content: EventContent) => {
    latency.received(content);
    log.add(content);
  };
  pusher.user.bind_global((event: string, data: unknown) => {
    onEvent({ channel: pusher.user.serverToUserChannel?.name ?? 'user', event, data });
  });

  const send = new SendPanel({ pusher, backend, problems, onPublish: (content) => latency.sent(content) });
  new MessagePanel(backend, problems);
  new ChannelsPanel({
    pusher,
    problems,
    onEvent,
    onChange: (names, added) => {
      if (added !== undefined) send.propose(names, added);
    },
  });
  new ConnectionPanel({
    pusher,
    backend,
    problems,
    onState: (state) => log.add({ channel: 'connection', event: state, data: '' }),
  });
}

/** The channel of every fan-out: private, so that client events are allowed in it. */
export const channel = 'private-bench';

/** What is published: JSON in a string, as Pusher's libraries send it. Makes a frame of about 180 bytes. */
export const data = JSON.stringify({
  id: 4711,
  text: 'a message as it is sent in earnest, neither too short nor much longer than others',
  ok: true,
});

/** The same as it stands inside a JSON text. */
export const escapedData = JSON.stringify(data).slice(1, -1);

/** The text of a frame as subscribers get it. */
export function frameText(event) {
  return JSON.stringify({ event, data, channel });
}

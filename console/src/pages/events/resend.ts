/** The fields that tell a copy from a further event; without them it is taken as one of its own. */
const MARKS = ['insert_id', '$insert_id', 'event_id'];

/**
 * A command for the shell that sends an event to this server once more, as a new event. It takes
 * the API key from `$INTERTIDE_API_KEY`. `null` for what is no event.
 */
export function resendCommand(event: unknown, origin: string): string | null {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return null;
  const fields = Object.entries(event).filter(([name]) => !MARKS.includes(name));
  const json = JSON.stringify(Object.fromEntries(fields));
  // The key stands between two quoted parts, where the shell puts it in.
  const body = `${quoted('{"api_key":"')}"$INTERTIDE_API_KEY"${quoted(`","events":[${json}]}`)}`;
  return [
    `curl ${quoted(`${origin}/2/httpapi`)}`,
    `  -H ${quoted('Content-Type: application/json')}`,
    `  --data-raw ${body}`,
  ].join(' \\\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

import type { SourceId } from '../catalog/sources';

/** How to point one SDK at this server. */
export type Snippet = { id: SourceId; label: string; language: string; code: string };

/** The snippets with this server's address and the project's key filled in. */
export function snippets(server: string, apiKey: string): Snippet[] {
  const url = `${server}/2/httpapi`;
  return [
    {
      id: 'browser',
      label: 'Browser',
      language: 'JavaScript',
      code: `import * as amplitude from '@amplitude/analytics-browser';

amplitude.init('${apiKey}', {
  serverUrl: '${url}',
});
amplitude.setUserId('user-0001');
amplitude.track('Order Completed', { total: 42.5, currency: 'EUR' });`,
    },
    {
      id: 'node',
      label: 'Node.js',
      language: 'JavaScript',
      code: `import { init, track } from '@amplitude/analytics-node';

init('${apiKey}', { serverUrl: '${url}' });
track('Order Completed', { total: 42.5, currency: 'EUR' }, { user_id: 'user-0001' });`,
    },
    {
      id: 'python',
      label: 'Python',
      language: 'Python',
      code: `from amplitude import Amplitude, BaseEvent, Config

client = Amplitude("${apiKey}", Config(server_url="${url}"))
client.track(BaseEvent(
    event_type="Order Completed",
    user_id="user-0001",
    event_properties={"total": 42.5, "currency": "EUR"},
))`,
    },
    {
      id: 'go',
      label: 'Go',
      language: 'Go',
      code: `config := amplitude.NewConfig("${apiKey}")
config.ServerURL = "${url}"
client := amplitude.NewClient(config)

client.Track(amplitude.Event{
	EventType:       "Order Completed",
	UserID:          "user-0001",
	EventProperties: map[string]interface{}{"total": 42.5, "currency": "EUR"},
})`,
    },
    {
      id: 'swift',
      label: 'Swift',
      language: 'Swift',
      code: `let amplitude = Amplitude(configuration: Configuration(
    apiKey: "${apiKey}",
    serverUrl: "${url}"
))
amplitude.setUserId(userId: "user-0001")
amplitude.track(
    eventType: "Order Completed",
    eventProperties: ["total": 42.5, "currency": "EUR"]
)`,
    },
    {
      id: 'kotlin',
      label: 'Kotlin',
      language: 'Kotlin',
      code: `val amplitude = Amplitude(
    Configuration(
        apiKey = "${apiKey}",
        context = applicationContext,
        serverUrl = "${url}",
    )
)
amplitude.setUserId("user-0001")
amplitude.track("Order Completed", mapOf("total" to 42.5, "currency" to "EUR"))`,
    },
    {
      id: 'http',
      label: 'HTTP',
      language: 'Shell',
      code: `curl ${url} -H 'Content-Type: application/json' -d '{
  "api_key": "${apiKey}",
  "events": [{
    "user_id": "user-0001",
    "event_type": "Order Completed",
    "event_properties": {"total": 42.5, "currency": "EUR"}
  }]
}'`,
    },
  ];
}

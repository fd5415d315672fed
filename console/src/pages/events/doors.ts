/** The doors that events come in through, as the SDKs' makers name them. */
const DOORS: Record<string, string> = {
  http_v2: 'HTTP API v2',
  batch: 'Batch API',
  identify: 'Identify API',
  group_identify: 'Group Identify API',
  http_v1: 'HTTP API v1',
  legacy: 'the endpoint of the oldest SDKs',
};

export const doorName = (endpoint: string) => DOORS[endpoint] ?? endpoint;

import type { SyncHealth } from '../../api/syncs';

/** Why what is put back would not arrive soon; `null` where nothing stands in its way. */
export function retryWarning(health: SyncHealth): string | null {
  switch (health.state) {
    case 'ok':
      return null;
    case 'disabled':
      return 'The sync is switched off. What is put back waits until it is on.';
    case 'no_token':
      return 'The sync has no access token. What is put back waits until it has one.';
    case 'credentials':
      return 'Intercom refuses the access token. What is put back waits until the connection works.';
    case 'plan_restricted':
      return "The workspace's plan does not allow it. What is put back waits until the connection works.";
    case 'rate_limited':
      return "Intercom's rate limit is used up. What is put back goes as fast as the limit allows.";
    case 'failing':
      return 'What is sent at this moment fails. Mend the cause first, or it may fail again.';
  }
}

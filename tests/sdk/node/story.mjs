// A customer's day, told with the real Node SDK: everything the SDK can send, to the server whose
// URL is the first argument, under the API key that is the second. Prints what the SDK reported of
// each call, as JSON.

import * as amplitude from '@amplitude/analytics-node';

const [serverUrl, apiKey] = process.argv.slice(2);
const USER = { user_id: 'sdk-node-user', device_id: 'sdk-node-device' };
const VISITOR = { device_id: 'sdk-node-visitor' };

await amplitude.init(apiKey, { serverUrl, flushQueueSize: 50, flushIntervalMillis: 200 }).promise;

const calls = [];
const call = (name, { promise }) =>
  calls.push(promise.then(({ code, message }) => ({ name, code, message })));

call('visit', amplitude.track('Page Viewed', { path: '/pricing' }, VISITOR));

const everything = new amplitude.Identify()
  .set('plan', 'pro')
  .setOnce('first_seen', '2026-01-01')
  .add('logins', 2)
  .append('tags', 'a')
  .prepend('steps', ['one', 'two'])
  .preInsert('unique_first', ['x', 'y'])
  .postInsert('unique_last', 'z')
  .remove('colours', ['red'])
  .unset('gone');
call('identify', amplitude.identify(everything, USER));

call(
  'order',
  amplitude.track(
    'Order Completed',
    { total: 42.5, currency: 'EUR', express: true, note: null, items: ['a', 'b'], buyer: { vip: true } },
    { ...USER, groups: { org: 'acme' }, app_version: '1.2.3', platform: 'Node', language: 'de-DE' },
  ),
);
call('small order', amplitude.track('Order Completed', { total: 3 }, USER));
call('unselected', amplitude.track('Cursor Moved', { x: 1 }, USER));

call('same identify', amplitude.identify(new amplitude.Identify().set('plan', 'pro'), USER));
call('other identify', amplitude.identify(new amplitude.Identify().set('theme', 'dark'), USER));
call('seats', amplitude.identify(new amplitude.Identify().add('seats', 3), USER));
call('unset', amplitude.identify(new amplitude.Identify().unset('plan'), USER));

const group = new amplitude.Identify().set('tier', 'gold').add('seats', 3);
call('group identify', amplitude.groupIdentify('org', 'acme', group, USER));
call('set group', amplitude.setGroup('org', 'acme', USER));

const revenue = new amplitude.Revenue().setProductId('book').setPrice(3.99).setQuantity(2);
call('revenue', amplitude.revenue(revenue, USER));

call('clear all', amplitude.identify(new amplitude.Identify().clearAll(), USER));

await amplitude.flush().promise;
console.log(JSON.stringify(await Promise.all(calls)));

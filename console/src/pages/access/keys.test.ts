import { describe, expect, it } from 'vitest';
import type { Key } from '../../api/keys';
import { activeFirst, whatStops, whyKept } from './keys';

const AT = '2026-11-25T07:16:32.122Z';

const key = (id: number, change: Partial<Key> = {}): Key => ({
  id,
  kind: 'api',
  name: `key ${id}`,
  role: null,
  hint: '…ab12',
  key: null,
  from: 'stored',
  created_at: AT,
  created_by: 'admin',
  last_used_at: null,
  revoked_at: null,
  ...change,
});

describe('a key', () => {
  it('can be revoked where another of its kind still opens', () => {
    expect(whyKept(key(1), [key(1), key(2)])).toBeNull();
  });

  it('is kept where it is the last of its kind', () => {
    const secret = key(2, { kind: 'secret', role: 'admin' });
    const revoked = key(3, { revoked_at: AT });
    expect(whyKept(key(1), [key(1), secret, revoked])).toContain('the only API key');
    expect(whyKept(secret, [key(1), secret])).toContain('the only secret key');
  });

  it('is kept where the settings give it, and names the setting', () => {
    const given = key(1, { from: 'settings' });
    expect(whyKept(given, [given, key(2)])).toContain('project.api_key');
    const secret = key(3, { from: 'settings', kind: 'secret' });
    expect(whyKept(secret, [secret])).toContain('project.secret_key');
  });

  it('says who is refused without it', () => {
    expect(whatStops(key(1))).toContain('SDKs');
    expect(whatStops(key(1, { kind: 'secret' }))).toContain('Scripts');
  });
});

it('keys that were revoked stand last', () => {
  const ids = activeFirst([key(1, { revoked_at: AT }), key(2), key(3)]).map(({ id }) => id);
  expect(ids).toEqual([2, 3, 1]);
});

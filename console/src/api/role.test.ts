import { describe, expect, it } from 'vitest';
import { aRole, covers, isBuiltIn, type Role, signInName } from './role';

describe('a role', () => {
  it('may do what the ones before it may', () => {
    const roles: Role[] = ['viewer', 'editor', 'admin'];
    const table = roles.map((role) => roles.map((needed) => covers(role, needed)));
    expect(table).toEqual([
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ]);
  });

  it('reads as one speaks', () => {
    expect(aRole('viewer')).toBe('a viewer');
    expect(aRole('editor')).toBe('an editor');
    expect(aRole('admin')).toBe('an administrator');
  });
});

it('the person whom every server has signs in without a name', () => {
  const who = { via: 'session', role: 'admin', project: 'Demo', expires_at: null } as const;
  expect(isBuiltIn({ ...who, name: 'admin' })).toBe(true);
  expect(signInName({ ...who, name: 'admin' })).toBe('');
  expect(signInName({ ...who, name: 'ann' })).toBe('ann');
});

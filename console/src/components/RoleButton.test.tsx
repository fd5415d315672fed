import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { Role } from '../api/role';
import { openAt } from '../test/openAt';
import { serve } from '../test/serve';
import { RoleButton } from './RoleButton';

function show(role: Role) {
  serve({}, role);
  const onClick = vi.fn();
  const onSubmit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const form = (
    <form onSubmit={onSubmit}>
      <RoleButton needs="editor" type="submit" onClick={onClick}>
        Save
      </RoleButton>
    </form>
  );
  openAt('/', [{ path: '/', element: form }]);
  return { onClick, onSubmit };
}

describe('a button that takes a role', () => {
  it('works for whoever has it, or more', async () => {
    const user = userEvent.setup();
    const { onClick, onSubmit } = show('admin');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(onClick).toHaveBeenCalledOnce();
    expect(onSubmit).toHaveBeenCalledOnce();
  });

  it('does nothing for anybody else, and says why where the keyboard reaches it', async () => {
    const user = userEvent.setup();
    const { onClick, onSubmit } = show('viewer');
    await waitFor(() =>
      expect(screen.getByRole('button').getAttribute('aria-description')).toBe(
        'This takes an editor. You are signed in as a viewer.',
      ),
    );
    await user.tab();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Save' }));
    await user.keyboard('{Enter}');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(onClick).not.toHaveBeenCalled();
    expect(onSubmit).not.toHaveBeenCalled();
  });
});

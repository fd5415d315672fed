import { describe, expect, it } from 'vitest';
import { resendCommand } from './resend';

describe('a command that sends an event once more', () => {
  it('sends it as a further event, and holds no key', () => {
    const event = { event_type: 'Order Completed', user_id: 'ann', insert_id: 'i-1', event_id: 4 };
    const command = resendCommand(event, 'https://events.example.com') ?? '';
    expect(command).toContain("'https://events.example.com/2/httpapi'");
    expect(command).toContain('"event_type":"Order Completed"');
    expect(command).toContain('"$INTERTIDE_API_KEY"');
    expect(command).not.toContain('i-1');
    expect(command).not.toContain('event_id');
  });

  it('stays one argument of the shell, whatever the event holds', () => {
    const command = resendCommand({ note: "it's; $(rm -rf .)" }, 'https://a.example') ?? '';
    expect(command).toContain(`it'\\''s; $(rm -rf .)`);
  });

  it('is none for what is no event', () => {
    for (const event of [null, 'text', 3, [{}]]) {
      expect(resendCommand(event, 'https://a.example')).toBeNull();
    }
  });
});

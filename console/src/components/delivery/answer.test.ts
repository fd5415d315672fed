import { describe, expect, it } from 'vitest';
import { shortAnswer, splitAtNames } from './answer';

describe('shortAnswer', () => {
  it('is what Intercom said last', () => {
    const notes = [
      'Intercom answered 500 server_error: Oops',
      'Intercom answered 404 not_found: User Not Found',
      'Put back by hand at 2026-11-25T07:00:00.000Z',
    ];
    expect(shortAnswer(notes)).toBe('404 not_found: User Not Found');
  });

  it('is nothing where nothing was heard', () => {
    expect(shortAnswer(['`plan` was cut at 255 characters'])).toBeNull();
    expect(shortAnswer([])).toBeNull();
  });
});

it('names in a note are told apart from its text', () => {
  expect(splitAtNames('`a.b` was sent as `a_b`')).toEqual([
    { text: 'a.b', name: true, at: 1 },
    { text: ' was sent as ', name: false, at: 5 },
    { text: 'a_b', name: true, at: 19 },
  ]);
});

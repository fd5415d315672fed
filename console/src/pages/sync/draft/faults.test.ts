import { describe, expect, it } from 'vitest';
import { sync } from '../fixtures';
import { toDraft } from './draft';
import { errorsOf, placedFault, sentence } from './faults';
import { pathOf, placeName } from './fields';

describe('a fault of the server', () => {
  it('stands at the field of its place', () => {
    const places: [string, string | null][] = [
      ['name', 'name'],
      ['credentials.access_token', 'credentials.access_token'],
      ['send_events.select[2].event_type', 'send_events.select.2.event_type'],
      ['send_events.select[2].where[0].operator', 'send_events.select.2.where.0.operator'],
      ['send_events.event_properties[1].as', 'send_events.event_properties.1.as'],
      ['retry.attempts', 'retry.attempts'],
    ];
    for (const [place, path] of places) expect(pathOf(place), place).toBe(path);
  });

  it('of a place without a field stands at the nearest one around it', () => {
    expect(pathOf('send_events.event_properties[1].property')).toBe(
      'send_events.event_properties.1',
    );
    expect(pathOf('send_events.where[0].values[3]')).toBe('send_events.where.0.values');
  });

  it('of a whole part stands at the field that speaks for the part', () => {
    expect(pathOf('credentials')).toBe('credentials.endpoint');
    expect(pathOf('retry')).toBe('retry.window');
    expect(pathOf('send_events.select[0]')).toBe('send_events.select.0.event_type');
    expect(pathOf('send_events.select[0].where[1]')).toBe('send_events.select.0.where.1.property');
  });

  it('of what the form does not have stands at no field, and is not lost', () => {
    const fault = placedFault({ field: 'a_field_of_tomorrow', message: 'is unknown' });
    expect(fault).toEqual({ field: 'a_field_of_tomorrow', message: 'Is unknown.', path: null });
    expect(placedFault({ field: null, message: 'too large' }).path).toBeNull();
  });

  it('reads as a sentence, with one stop', () => {
    expect(sentence('is the name of another sync')).toBe('Is the name of another sync.');
    expect(sentence('Choose a property.')).toBe('Choose a property.');
    expect(sentence('which one?')).toBe('Which one?');
  });

  it('is told beside the others of its field', () => {
    const faults = [
      { field: 'name', message: 'is too long' },
      { field: 'name', message: 'is taken' },
      { field: 'retry.window', message: 'is too short' },
      { field: null, message: 'is odd' },
    ].map(placedFault);
    expect(errorsOf(faults)).toEqual({
      name: 'Is too long. Is taken.',
      'retry.window': 'Is too short.',
    });
  });
});

describe('a place', () => {
  const draft = toDraft(sync);

  it('has the name that stands at its field', () => {
    expect(placeName('name', draft)).toBe('Sync name');
    expect(placeName('retry.window', draft)).toBe('Retry window');
  });

  it('in a list is named by what stands there', () => {
    expect(placeName('send_events.select.0.event_type', draft)).toBe('Event “Order Completed”');
    expect(placeName('send_events.select.0.where.0.values', draft)).toBe(
      'Event “Order Completed”, condition 1',
    );
    expect(placeName('send_events.event_properties.0.as', draft)).toBe('Event property “total”');
    expect(placeName('send_events.where.1.values', draft)).toBe('Condition 2 for every event');
  });

  it('in a list where nothing stands yet is named by its number', () => {
    expect(placeName('send_events.select.4.event_type', draft)).toBe('Event 5');
    expect(placeName('send_users.user_properties.0', draft)).toBe('User property 1');
  });
});

import { describe, expect, it } from 'vitest';
import { readIds, writeId } from './userIds';

describe('the ids of users', () => {
  it('stand one a line, or between commas', () => {
    expect(readIds('ann\nbob, carol\r\n\n dave ,')).toEqual(['ann', 'bob', 'carol', 'dave']);
  });

  it('count once each', () => {
    expect(readIds('ann, bob\nann')).toEqual(['ann', 'bob']);
  });

  it('are told apart by capitals and inner spaces', () => {
    expect(readIds('Ann\nann\nann 1')).toEqual(['Ann', 'ann', 'ann 1']);
  });

  it('are none where nothing is written', () => {
    expect(readIds(' \n , ')).toEqual([]);
  });

  it('can be any text where they stand in quotes', () => {
    for (const id of ['ann', 'a,b', ' ann ', 'say "hi"', '"', 'a\nb', 'ü/ä%20']) {
      expect(readIds(`bob\n${writeId(id)}\ncarol`)).toEqual(['bob', id, 'carol']);
    }
  });
});

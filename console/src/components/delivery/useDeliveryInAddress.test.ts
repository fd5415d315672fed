import { expect, it } from 'vitest';
import { readId } from './useDeliveryInAddress';

it.each([
  ['1086', 1_086],
  ['', null],
  ['-1', null],
  ['1.5', null],
  ['99999999999999999999', null],
  [null, null],
])('the id %s is %s', (text, id) => expect(readId(text)).toBe(id));

import { describe, expect, it } from 'vitest';
import { bytes, change, duration, share } from './numbers';

describe('share', () => {
  it('never says all or nothing where it is not', () => {
    expect(share(99_999, 100_000)).toBe('99.9%');
    expect(share(1, 100_000)).toBe('<0.1%');
    expect(share(1, 1)).toBe('100%');
    expect(share(0, 7)).toBe('0%');
  });

  it('is a dash of nothing', () => expect(share(0, 0)).toBe('–'));
});

describe('change', () => {
  it('tells direction and size', () => {
    expect(change(150, 100)).toEqual({ text: '+50%', up: true });
    expect(change(50, 100)).toEqual({ text: '−50%', up: false });
  });

  it('says nothing without a period before', () => {
    expect(change(5, 0)).toBeNull();
    expect(change(5, 5)).toBeNull();
  });
});

it.each([
  [0, '0 B'],
  [1_536, '1.5 KB'],
  [300 * 1024 * 1024, '300 MB'],
])('%d bytes are %s', (n, text) => expect(bytes(n)).toBe(text));

it.each([
  [3, '3 ms'],
  [1_240, '1.2 s'],
  [59_000, '59 s'],
  [250_000, '4 min 10 s'],
  [7_500_000, '2 h 5 min'],
  [172_800_000, '2 d'],
])('%d ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

import type { Texture } from './texture';

/** One line or layer of a chart. */
export type Series = {
  label: string;
  /** The name of the CSS variable that holds its colour. */
  color: string;
  texture: Texture;
  /** A value for each step; `null` where there is none. */
  values: readonly (number | null)[];
};

/** What a chart draws: where steps begin, and what happened in each. */
export type Chart = {
  steps: readonly Date[];
  stepMs: number;
  series: readonly Series[];
};

/** The layers on top of each other: each with what lies below it added. */
export function stacked(series: readonly Series[]): number[][] {
  const layers: number[][] = [];
  for (const { values } of series) {
    const below = layers.at(-1);
    layers.push(values.map((value, step) => (value ?? 0) + (below?.[step] ?? 0)));
  }
  return layers;
}

/** Whether there is nothing to draw. */
export const isBlank = (series: readonly Series[]) =>
  series.every(({ values }) => values.every((value) => value === null || value === 0));

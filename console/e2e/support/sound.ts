import { expect } from 'vitest';
import { axe, type Page } from './browser';

export const PHONE = 360;
const TABLET = 768;
const DESK = 1440;

/** The page serves everybody: on a phone, a tablet and a desk, in light and in dark. */
export async function isSound(page: Page): Promise<void> {
  for (const width of [DESK, TABLET, PHONE]) {
    await fits(page, width);
    if (width !== TABLET) expect(await axe(page), `what axe finds at ${width} px`).toEqual([]);
  }
  expect(await page.getByRole('heading', { level: 1 }).count(), 'headings of level 1').toBe(1);
  await turn(page, 'dark');
  for (const width of [PHONE, DESK]) {
    await page.setViewportSize({ width, height: 900 });
    // What is not a colour is as it was.
    expect(await axe(page, 'colours'), `what axe finds in dark at ${width} px`).toEqual([]);
  }
}

/** Turns the visitor's system light or dark, and waits until the page has followed. */
async function turn(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
  // Colours that are inherited change one level at a time, each in a frame of its own.
  await page.evaluate(async () => {
    let still = 0;
    while (still < 3) {
      await new Promise(requestAnimationFrame);
      const turning = document.getAnimations().some((change) => change instanceof CSSTransition);
      still = turning ? 0 : still + 1;
    }
  });
}

/** At this width nothing reaches out of the page sideways. */
export async function fits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
      message: `at ${width} px the page scrolls sideways by so many pixels`,
    })
    .toBeLessThanOrEqual(0);
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { onTestFinished } from 'vitest';
import { PASSWORD } from './server';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Debian's Chromium, which asks nobody outside for anything. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Who is signed in already, as the browser keeps it. */
export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

/**
 * A visitor until the test's end, fresh unless a session is brought along, with the faults of what
 * they see: what the page says on its console, and requests to any other host.
 */
export async function visit(browser: Browser, url: string, session?: Session) {
  const context = await browser.newContext({
    baseURL: url,
    storageState: session,
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`fault: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4|5)\d\d|ERR_CONNECTION/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) {
      faults.push(`a request to ${origin}`);
    }
  });
  onTestFinished(async ({ task }) => {
    const [error] = task.result?.errors ?? [];
    if (error !== undefined) {
      const picture = join(tmpdir(), `intertide-${task.id}.png`);
      await page.screenshot({ path: picture });
      error.message += `\n${[`The page as it was: ${picture}, at ${page.url()}`, ...faults].join('\n')}`;
    }
    await context.close();
  });
  return { page, context, faults };
}

/** Signs in as somebody does who opens the console, and gives the session. */
export async function signIn(page: Page, name = '', password = PASSWORD): Promise<Session> {
  await page.goto('/');
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Syncs' }).waitFor();
  return page.context().storageState();
}

/** Opens what can be done with one's own account. */
export const openAccount = (page: Page, name: string) =>
  page.getByRole('button', { name: new RegExp(`^${name}`) }).click();

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

/** What axe is asked: everything, or what depends on the colours alone. */
const RULES = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  colours: ['color-contrast', 'link-in-text-block'],
};

/** What axe finds on the page, in words; nothing is as it should be. */
export async function axe(page: Page, rules: keyof typeof RULES = 'all'): Promise<string[]> {
  // The policy of the page lets no foreign script in, so axe comes as the browser's own.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
  const options = { preload: false, resultTypes: ['violations'], runOnly: RULES[rules] };
  const violations = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then((found) => found.violations)`,
  )) as Violation[];
  return violations.map(({ id, nodes }) => {
    const first = nodes[0];
    return `${id} (${nodes.length}): ${first?.html.slice(0, 200)} ${first?.failureSummary.slice(0, 300)}`;
  });
}

export type { Browser, Locator, Page };

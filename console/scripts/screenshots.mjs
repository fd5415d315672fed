// Takes the pictures in docs/images of every screen, as `intertide demo` fills it.
//   INTERTIDE_BINARY  the binary; the release build unless told
//   CHROMIUM          the browser; Debian's unless told
//   SETTLE_SECONDS    how long the demo runs before the first picture; 60 unless told
//   IMAGES            the folder that they go to; docs/images unless told
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const BINARY = process.env.INTERTIDE_BINARY ?? at('../../target/release/intertide');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SETTLE_SECONDS = Number(process.env.SETTLE_SECONDS ?? 60);
const IMAGES = process.env.IMAGES ?? at('../../docs/images');

/** Long enough for the slowest page on a busy machine. */
const PATIENCE_MS = 30_000;

/** The sync of the demo. */
const SYNC = '/syncs/30000001';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/**
 * Every screen: its picture's name, its address, what somebody does there first, how high a desk
 * is needed to see what matters, and whether it is shown in dark too.
 */
const SCREENS = [
  { name: 'sign-in', path: '/', before: signedOut },
  { name: 'start', path: '/start' },
  { name: 'catalog', path: '/catalog' },
  { name: 'syncs', path: '/syncs' },
  { name: 'settings', path: `${SYNC}/settings`, height: 1200, dark: true },
  { name: 'delivery', path: `${SYNC}/delivery?period=10m`, height: 1200, dark: true },
  { name: 'debugger', path: `${SYNC}/debugger?category=user_not_found`, height: 1100 },
  { name: 'events', path: '/events', dark: true },
  { name: 'event', path: '/events', go: openFirst('[id^="event-"]'), dark: true },
  { name: 'users', path: '/users' },
  { name: 'user', path: '/users/ada%40example.com', height: 1100 },
  { name: 'project', path: '/project', height: 1100 },
  { name: 'alerts', path: '/alerts' },
  { name: 'access', path: '/access', height: 1000 },
  { name: 'privacy', path: '/privacy' },
  { name: 'audit', path: '/audit', go: unfoldFirst },
  { name: 'not-found', path: '/nothing-is-here' },
];

/** The demo signs in whoever visits it; this visitor is nobody. */
function signedOut(page) {
  return page.route('**/api/v1/session', (route) =>
    route.fulfill({ status: 401, json: { error: { code: 'unauthorized', message: 'Sign in.' } } }),
  );
}

/** Unfolds the first entry of a list. */
async function unfoldFirst(page) {
  await page.getByRole('table').locator('button[aria-expanded]').first().click();
  await page.getByRole('table').locator('button[aria-expanded="true"]').waitFor();
}

/** Opens the first of a list beside it. */
function openFirst(selector) {
  return async (page) => {
    await page.locator(selector).first().click();
    await page.getByRole('dialog').getByRole('heading').first().waitFor();
  };
}

/** Runs the demo while `work` is done with its address. */
async function withDemo(work) {
  const directory = await mkdtemp(join(tmpdir(), 'intertide-screenshots-'));
  // No setting of who runs this: the pictures are the same everywhere.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('INTERTIDE_')),
  );
  const demo = spawn(BINARY, ['demo', '--listen', '127.0.0.1:0'], { cwd: directory, env });
  const ended = new Promise((resolve) => demo.once('close', resolve));
  try {
    return await work(await addressOf(demo));
  } finally {
    demo.kill('SIGINT');
    await ended;
    await rm(directory, { recursive: true, force: true });
  }
}

/** The address that the demo prints; all that it prints is read, so that it never waits. */
function addressOf(demo) {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (chunk) => {
      output += chunk;
      const found = /^ *Server +(http\S+)$/m.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    demo.stdout.setEncoding('utf8').on('data', take);
    demo.stderr.setEncoding('utf8').on('data', take);
    demo.once('error', reject);
    demo.once('close', () => reject(new Error(`the demo ended early:\n${output.slice(-2000)}`)));
  });
}

/** Takes one picture, once the page has all that it asks for. */
async function take(browser, url, screen, { width, height }, scheme) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    deviceScaleFactor: 1,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    const page = await context.newPage();
    await screen.before?.(page);
    await page.goto(screen.path);
    await complete(page);
    if (screen.go !== undefined) {
      await screen.go(page);
      await complete(page);
    }
    const name = `${screen.name}-${width}${scheme === 'dark' ? '-dark' : ''}.png`;
    await page.screenshot({ path: join(IMAGES, name), animations: 'disabled' });
    process.stdout.write(`${name}\n`);
  } finally {
    await context.close();
  }
}

/** Waits until nothing is loading, the fonts are there, and charts are drawn at their size. */
async function complete(page) {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-busy="true"], .mantine-Skeleton-root') === null,
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

await mkdir(IMAGES, { recursive: true });
const browser = await chromium.launch({
  executablePath: CHROMIUM,
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
try {
  await withDemo(async (url) => {
    process.stdout.write(`The demo runs at ${url}; pictures follow in ${SETTLE_SECONDS} s.\n`);
    await pause(SETTLE_SECONDS * 1000);
    for (const screen of SCREENS) {
      const desk = { ...DESK, height: screen.height ?? DESK.height };
      await take(browser, url, screen, desk, 'light');
      await take(browser, url, screen, PHONE, 'light');
      if (screen.dark) await take(browser, url, screen, desk, 'dark');
    }
  });
} finally {
  await browser.close();
}

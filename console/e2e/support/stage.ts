import { afterAll, beforeAll } from 'vitest';
import { type Browser, openBrowser } from './browser';
import { TestIntercom, TestServer } from './server';

/** What a file of tests plays on. */
export type Stage = { server: TestServer; intercom: TestIntercom; browser: Browser };

/** A server, an Intercom and a browser for the tests of a file, and their end after them. */
export function onStage(prepare: (stage: Stage) => Promise<void> = async () => undefined): Stage {
  const stage: Partial<Stage> = {};
  beforeAll(async () => {
    [stage.server, stage.intercom, stage.browser] = await Promise.all([
      TestServer.start(),
      TestIntercom.start(),
      openBrowser(),
    ]);
    await prepare(stage as Stage);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await Promise.all([stage.server?.remove(), stage.intercom?.remove()]);
  });
  return stage as Stage;
}

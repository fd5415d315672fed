import type { Page } from './browser';

/** What somebody does on a sync's settings. */
export class Settings {
  constructor(private readonly page: Page) {}

  /** Where to, and with which token. */
  async credentials(url: string, token: string): Promise<void> {
    await this.page.getByLabel('Endpoint').selectOption('custom');
    await this.page.getByLabel('URL', { exact: true }).fill(url);
    await this.page.getByLabel('Access token', { exact: true }).fill(token);
  }

  /** Selects events in place of all, by what was seen. */
  async select(...eventTypes: string[]): Promise<void> {
    await this.page.getByRole('radio', { name: 'Selected events' }).check();
    await this.page.getByRole('button', { name: 'Add events' }).click();
    for (const name of eventTypes) {
      await this.page.getByLabel('Add events: search').fill(name);
      await this.page.getByRole('option', { name, exact: true }).click();
    }
    await this.page.keyboard.press('Escape');
  }

  /** Has these properties of the events go along. */
  async sendProperties(...names: string[]): Promise<void> {
    await this.page.getByRole('button', { name: 'Add event properties' }).click();
    for (const name of names) {
      await this.page.getByLabel('Add event properties: search').fill(name);
      await this.page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
    }
    await this.page.keyboard.press('Escape');
  }

  /** Switches the sync on or off, on the page. */
  async status(label: 'Enabled' | 'Disabled'): Promise<void> {
    const status = this.page.getByRole('switch', { name: /^(Enabled|Disabled)$/ });
    await status.setChecked(label === 'Enabled');
    await this.page.getByRole('switch', { name: label }).waitFor();
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save', exact: true }).click();
    await this.page.getByText('Saved. The changes are in force.').first().waitFor();
  }

  /** Tests the connection, and waits for what is found. */
  async testConnection(title: 'Connected' | 'Not connected'): Promise<void> {
    await this.page.getByRole('button', { name: 'Test Connection', exact: true }).click();
    await this.page.getByRole('alert').filter({ hasText: title }).waitFor();
  }
}

/** Opens a side of the sync that is shown. */
export const openTab = (page: Page, name: 'Settings' | 'Delivery' | 'Debugger') =>
  page.getByRole('tab', { name }).click();

/** The station of the path on the Delivery tab, once it says this. */
export const station = (page: Page, name: string, figure: string) =>
  page
    .getByRole('list', { name: 'The path of what came in' })
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${name}`) })
    .filter({ has: page.getByText(figure, { exact: true }) });

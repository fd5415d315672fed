import {
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Table,
  Tooltip,
} from '@mantine/core';

const tide: MantineColorsTuple = [
  '#e3fafc',
  '#c5f1f6',
  '#99e3ec',
  '#66d0de',
  '#3bb9cb',
  '#1a9fb3',
  '#0b8599',
  '#0b7285',
  '#095c6b',
  '#064653',
];

/** Mantine's greys of dark pages, from text to ground, in the hue of ours: 6 is `--surface`. */
const dark: MantineColorsTuple = [
  '#d5dae0',
  '#a3adb8',
  '#8f99a4',
  '#5b6570',
  '#363d45',
  '#272d33',
  '#1b1f23',
  '#14171a',
  '#101316',
  '#0b0d0f',
];

export const theme = createTheme({
  primaryColor: 'tide',
  // One shade for light and dark: Mantine picks the colour of the text on it once for both.
  primaryShade: 7,
  colors: { tide, dark },
  autoContrast: true,
  // Where black on a colour reads as well as white does: 4.5 to 1 either way.
  luminanceThreshold: 0.18,
  fontFamily:
    'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  fontFamilyMonospace:
    '"JetBrains Mono", ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem' }, h2: { fontSize: '1.125rem' } },
  },
  components: {
    Badge: Badge.extend({ defaultProps: { variant: 'light', tt: 'none', fw: 500 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    // The header of a dialog is not the banner of the page.
    DrawerHeader: Drawer.Header.extend({ defaultProps: { role: 'presentation' } }),
    // A menu has nothing but its items, and the first of them gets the focus.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } },
    }),
    ModalHeader: Modal.Header.extend({ defaultProps: { role: 'presentation' } }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'xs' } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 200 } }),
  },
});

/** Greys and tints that keep a contrast of 4.5 to 1 on their ground (WCAG 2.2, 1.4.3). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5b6470',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': '#0b7285',
    '--mantine-color-green-light-color': '#216e32',
    '--mantine-color-yellow-light-color': '#7a4d00',
    '--mantine-color-orange-light-color': '#9c3a00',
    '--mantine-color-red-light-color': '#b02222',
    '--mantine-color-gray-light-color': '#4a525c',
    '--mantine-color-blue-light-color': '#175ba6',
    '--mantine-color-tide-light-color': '#0a5f6f',
    '--mantine-color-grape-light-color': '#86289b',
    '--surface': '#ffffff',
    '--ground': '#f7f8f9',
    '--line': '#e3e6ea',
    '--outcome-delivered': '#0b8599',
    '--outcome-delivered-retry': '#66b8c7',
    '--outcome-pending': '#e0a100',
    '--outcome-discarded': '#d6453d',
    '--outcome-expired': '#8e4ec6',
    '--outcome-filtered': '#98a2ad',
  },
  dark: {
    '--mantine-color-body': '#14171a',
    '--mantine-color-dimmed': '#a3adb8',
    '--mantine-color-placeholder': '#8f99a4',
    '--mantine-color-error': '#ff8f87',
    '--mantine-color-anchor': '#66d0de',
    '--surface': '#1b1f23',
    '--ground': '#14171a',
    '--line': '#363d45',
    '--outcome-delivered': '#3bb9cb',
    '--outcome-delivered-retry': '#1f7f8e',
    '--outcome-pending': '#e8b93a',
    '--outcome-discarded': '#f0706a',
    '--outcome-expired': '#b98ae0',
    '--outcome-filtered': '#77828d',
  },
});

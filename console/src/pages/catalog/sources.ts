import {
  IconBrandAndroid,
  IconBrandApple,
  IconBrandGolang,
  IconBrandJavascript,
  IconBrandNodejs,
  IconBrandPython,
  IconTerminal2,
} from '@tabler/icons-react';

/** What events can come from; the ids are those of the snippets on the project's page. */
export const SOURCES = [
  {
    id: 'browser',
    name: 'Browser',
    description: 'Amplitude’s SDK for web pages and apps.',
    icon: IconBrandJavascript,
  },
  { id: 'node', name: 'Node.js', description: '@amplitude/analytics-node', icon: IconBrandNodejs },
  { id: 'python', name: 'Python', description: 'amplitude-analytics', icon: IconBrandPython },
  { id: 'go', name: 'Go', description: 'analytics-go', icon: IconBrandGolang },
  {
    id: 'swift',
    name: 'Swift',
    description: 'Amplitude-Swift for iOS and macOS.',
    icon: IconBrandApple,
  },
  {
    id: 'kotlin',
    name: 'Kotlin',
    description: 'Amplitude-Kotlin for Android.',
    icon: IconBrandAndroid,
  },
  {
    id: 'http',
    name: 'HTTP',
    description: 'Amplitude’s HTTP V2 API, from anything.',
    icon: IconTerminal2,
  },
] as const;

export type SourceId = (typeof SOURCES)[number]['id'];

/** How the page is looked at. */
export const looks = [
  { name: 'light', width: 1280, colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark', width: 1280, colorScheme: 'dark', forcedColors: 'none' },
  { name: 'light, 360 px', width: 360, colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark, 360 px', width: 360, colorScheme: 'dark', forcedColors: 'none' },
  { name: 'light, 820 px', width: 820, colorScheme: 'light', forcedColors: 'none' },
  { name: 'light, 1920 px', width: 1920, colorScheme: 'light', forcedColors: 'none' },
  { name: 'forced colours', width: 1280, colorScheme: 'dark', forcedColors: 'active' },
] as const;

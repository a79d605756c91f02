export const enLicences = {
  title: 'Licences',
  subtitle: 'Earshot is free software. This is what it is made with, and on which terms.',
  back: 'Back to the settings',
  loading: 'Reading the licences…',
  of: (name: string) => `Licence of ${name}`,
  noText: (licence: string) => `The package brings no text of its own. Its licence is ${licence}.`,
} as const;

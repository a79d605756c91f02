const names = new Intl.DisplayNames('en', { type: 'language' });

/** What people call the language of a tag such as `de`; the tag itself where it is none or has no name. */
export function nameLanguage(tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    // Not the form of a language tag.
    return tag;
  }
}

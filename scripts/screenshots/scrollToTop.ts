import type { Locator } from 'playwright';

/** What is to be seen first of a view that is longer than the window, with a little of what is above it. */
export async function scrollToTop(target: Locator): Promise<void> {
  await target.waitFor();
  await target.evaluate((element: { scrollIntoView(): void; style: { scrollMarginTop: string } }) => {
    element.style.scrollMarginTop = '3rem';
    element.scrollIntoView();
  });
}

import { fillFrame } from './fillFrame.ts';

/** A frame that no print dialog has said it is done with by then is given up. */
const KEEP_MS = 600_000;

/** Opens the browser's print dialog, which makes PDFs too, for a page that stands alone. */
export async function printPage(html: string): Promise<void> {
  const frame = document.createElement('iframe');
  frame.className = 'print-frame';
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  document.body.append(frame);
  const remove = (): void => {
    frame.remove();
  };
  try {
    const page = fillFrame(frame, html);
    page.addEventListener('afterprint', remove);
    setTimeout(remove, KEEP_MS);
    // Fonts that the text needs are looked up when it is laid out.
    await page.document.fonts.ready;
    page.print();
  } catch (error) {
    remove();
    throw error;
  }
}

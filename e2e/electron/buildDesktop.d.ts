/** Builds the page. Ends the process when that fails; what is wrong has been printed. */
export declare function buildPage(): void;
/** Builds all of the desktop app: page, preload, main and worker. */
export declare function buildDesktop(): void;
/**
 * True for a compiled module of worker or main that has a source.
 * @param path such as `dist/worker/app.js`
 */
export declare function hasSource(path: string): boolean;

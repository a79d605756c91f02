/** Mode of the folders in which Earshot keeps things: what was said is nobody else's business. */
export const PRIVATE_FOLDER = 0o700;

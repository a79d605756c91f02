/** Type of what is dragged within the queue: a job's id. Files that are dragged over the page have another. */
export const DRAGGED_JOB = 'application/x-earshot-job';

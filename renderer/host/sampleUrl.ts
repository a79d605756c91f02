/** Where the page finds the sample meeting: the bundler publishes the file next to the page. */
export const SAMPLE_URL = new URL('../../assets/samples/project-meeting.ogg', import.meta.url).href;
export const SAMPLE_NAME = 'project-meeting.ogg';

import { EXPORT_FORMATS } from '../contract/index.ts';
import type { CommandName } from './command.ts';

const GENERAL = `Earshot turns recordings into transcripts on this computer.

Usage: earshot <command> [options]

  transcribe FILE|FOLDER|PATTERN...   transcribe recordings
  library list|show|search|export|remove   look at what was transcribed
  jobs list|cancel|retry              look at work, stop it, go on with it
  models list|available|pull|remove|...    look after the models on this computer
  cache info|move|adopt|clear|policy  look after the folder they are in
  network                             every request Earshot has made
  serve [FILE|FOLDER|PATTERN...]      show the app in the browser
  doctor                              check that everything works

Options that stand with any command:
  --data-dir DIR     where the library is (also: EARSHOT_DATA_DIR)
  --offline          make no outgoing request, whatever the settings say
  --json             one JSON object per line on standard output
  -y, --yes          agree to whatever would be asked
  -q, --quiet        no progress and no remarks
  --log-level LEVEL  debug, info, warn or error (default: info)
  -h, --help         this text, or that of a command
  -v, --version      the version

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 canceled, 4 some of several failed.
`;

const TRANSCRIBE = `Usage: earshot transcribe FILE|FOLDER|PATTERN... [options]

Prints the transcript with times. A recording that was transcribed before with the same options is answered from the
library at once. Ctrl-C stops cleanly; the same command goes on from there. A model that is not on this computer is
downloaded first, after asking.

  -f, --format LIST      write files: ${EXPORT_FORMATS.join(', ')}; several with commas
  -o, --output DIR       folder for the files (default: this folder); - writes one format to standard output
  --overwrite            replace files that are there
  --force                transcribe again, and replace files
  -m, --model MODEL      id of "earshot models available", org/name on the hub, or a folder that holds a model
  -l, --language CODE    auto (default), or a code such as en, de or ja
  --language-detection   file (default) or chunk, for recordings in more than one language
  --task TASK            transcribe (default) or translate into English
  --words                word times in JSON; --no-words does not compute them at all
  --prompt TEXT          text that came before: names, spelling, style
  --hotwords FILE        words to listen for, one per line
  --device DEVICE        auto (default), cpu or webgpu
  --beam N               1 (default) to 16: a little more accurate, about N times slower
  --stream N             position of the audio stream in the file
  --channels WHICH       mix (default), or split for calls with one side per channel

A name that begins with a dash goes after --: earshot transcribe -- -call.wav
`;

const LIBRARY = `Usage: earshot library <action>

  list                              every recording in the library
  show ID [--words]                 one transcript
  search WORDS                      "exact phrase" and beginnings* are understood
  export ID --format FORMAT [--output FILE|DIR|-] [--overwrite] [--words]
  remove ID                         from the library; the recording itself is not touched
`;

const JOBS = `Usage: earshot jobs <action>

  list        waiting, running, finished and failed work
  cancel ID   stop it; what was transcribed is kept
  retry ID    go on with a job that failed, was canceled or is paused, and wait for it
`;

const MODELS = `Usage: earshot models <action>

A MODEL is an id of the lists, org/name or org/name@revision on the hub, or the address of its page there. Downloads,
checks and updates that are stopped, by Ctrl-C or otherwise, go on with the same command.

  list                          what is on this computer
  available                     what can be downloaded by its name; makes no request
  pull MODEL [--dtype DTYPE]    download it, or what is missing of it
  remove ID [--commit COMMIT] [--dry-run]   delete it, or one version of it
  verify [ID]                   compare every byte with its hash
  repair ID                     verify it and fetch what is damaged again
  update [ID] [--dry-run]       fetch newer versions; the old one is kept
  versions ID [--use COMMIT]    what versions there are; use another one
  export ID... FILE [--overwrite]   into one file, for a computer without a network
  import FILE                   from such a file
  prune [--dry-run]             delete what no model needs: unfinished and unused files, old versions
  pin ID, unpin ID              keep it when models are cleaned up, or not
  unload [ID]                   take it out of memory
  release ID                    try a model again that stopped Earshot
  prepare [ID...]               download all of them, or the recommended ones, to work offline
  statistics                    what was loaded, and not downloaded again

Deleting asks first and names the exact size; --yes agrees.
`;

const CACHE = `Usage: earshot cache <action>

  info [--files]           where the models are, what they take, and what is free; --files lists every file
  move DIR                 move them: copied, checked, switched, and only then deleted at the old place
  adopt DIR                use the models of that folder instead, such as those of other programs
  clear [--task TASK] [--dry-run]      delete all models, or those of a task (asr, vad)
  policy [--budget SIZE|off] [--unused-days N|off] [--run|--dry-run]
                           which models may be deleted by themselves; off unless you say so. Pinned models stay.
                           --dry-run shows what would go and sets nothing, --run deletes it now

A move that is stopped goes on with the same command; one that fails leaves everything where it was.
`;

const NETWORK = `Usage: earshot network [--limit N]

Prints the requests that Earshot made: when, to which host, what for, and how much came back. --limit is 100 if not
said otherwise. Transcribing makes none.
`;

const SERVE = `Usage: earshot serve [FILE|FOLDER|PATTERN...] [options]

Shows the app in the browser of this computer. Prints its address, which holds a key: whoever has the address can read
the library. Nothing can be reached from other computers. Ctrl-C stops it; unfinished work goes on with the next start.

Recordings that are named are transcribed where they are, as if they were dropped on the page.

  --port N    instead of any port that is free
  --open      open the browser as well
`;

const DOCTOR = `Usage: earshot doctor

Prints versions, models and devices, and checks what Earshot needs. Fails if a check does.
`;

const TEXTS: Readonly<Record<CommandName, string>> = {
  transcribe: TRANSCRIBE,
  library: LIBRARY,
  jobs: JOBS,
  models: MODELS,
  cache: CACHE,
  network: NETWORK,
  serve: SERVE,
  doctor: DOCTOR,
};

/** The help of a command, or the general one. */
export function getHelpText(topic: CommandName | null): string {
  return topic === null ? GENERAL : TEXTS[topic];
}

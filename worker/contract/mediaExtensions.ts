/** Containers and elementary streams that people record or receive meetings in, all read by FFmpeg. Lower case, with the dot. */
export const MEDIA_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    '.3g2 .3gp .aac .ac3 .aif .aifc .aiff .amr .ape .asf .au .avi .caf .dts .eac3 .f4v .flac .flv .m2ts .m4a .m4b .m4v ' +
    '.mka .mkv .mov .mp2 .mp3 .mp4 .mpeg .mpg .mts .mxf .oga .ogg .ogv .opus .qt .ra .rm .spx .tta .vob .w64 .wav ' +
    '.webm .wma .wmv .wv'
  ).split(' '),
);

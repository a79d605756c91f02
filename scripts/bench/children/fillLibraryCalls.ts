export type FillLibraryCalls = {
  readonly fill: {
    readonly params: {
      readonly dataDir: string;
      readonly meetings: number;
      readonly segmentsPerMeeting: number;
    };
    readonly result: null;
  };
};

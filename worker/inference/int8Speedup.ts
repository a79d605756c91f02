/** The CPU runs int8 weights, 1.6 times as fast as the float32 of the probe (Whisper base, measured). */
export const CPU_INT8_SPEEDUP = 1.6;

// A command runs for a second or two: what V8 compiles to its fastest code in the background is seldom used for long enough to pay
// the processor time that it costs.

/** By major version of V8, what makes it wait longer (V8 src/flags/flag-definitions.h). Version 13 has a tier between and gains nothing. */
const settings: Readonly<Record<string, string>> = {
  11: '--interrupt-budget=400000',
  12: '--invocation-count-for-turbofan=12000',
};

/** The option by which V8 of this version optimizes later, if there is one; an option it does not know would be printed as an error. */
export const lateCompilation = (v8Version: string): string | undefined => settings[v8Version.split('.', 1)[0] ?? ''];

/** Has this process optimize only what runs often; it changes how long things take and nothing else. */
export function compileLate(): void {
  const setting = lateCompilation(process.versions.v8);
  if (setting) process.getBuiltinModule('node:v8').setFlagsFromString(setting);
}

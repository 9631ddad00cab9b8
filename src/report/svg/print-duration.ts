/** Seconds as people read them: `47 s`, `2 min 47 s`, `1 h 5 min`. */
export function printDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 120) return `${whole} s`;
  const [unit, name, small, smallName] = whole < 7200 ? [60, 'min', 1, 's'] : [3600, 'h', 60, 'min'];
  const rest = Math.floor((whole % unit) / small);
  return `${Math.floor(whole / unit)} ${name}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

/** A length of time, from its milliseconds: "0.4 ms", "12 ms", "1.24 s". */
export function timeInWords(ms: number): string {
	if (Math.round(ms) >= 1000) return `${(ms / 1000).toFixed(2)} s`;
	return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

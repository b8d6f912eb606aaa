/** A trace id (16 bytes in hexadecimal) or null where it is none: all zeros are none too. */
export function traceIdOf(hex: string): string | null {
	return hex.length === 32 && hex !== NO_TRACE ? hex : null;
}

/** A span id (8 bytes in hexadecimal) or null where it is none. */
export function spanIdOf(hex: string): string | null {
	return hex.length === 16 && hex !== NO_SPAN ? hex : null;
}

const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

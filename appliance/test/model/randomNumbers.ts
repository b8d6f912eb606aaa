/** So many numbers of mean 0 and the given standard deviation, evenly spread; the same for the same seed. */
export function randomNumbers(count: number, deviation: number, seed: string): Float32Array {
	let state = seedOf(seed);
	const reach = deviation * Math.sqrt(3);
	return new Float32Array(count).map(() => {
		// Mulberry32.
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return reach * (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1);
	});
}

/** FNV-1a. */
function seedOf(text: string): number {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
	return hash;
}

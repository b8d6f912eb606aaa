/**
 * Turns a vector of few components into one in which each component says a little of all of them. Lengths and angles stay
 * as they are; but only then do the signs of components, which is what an index on binary quantization knows, tell near
 * vectors from far ones. A random change of signs and a Walsh-Hadamard transform, in place, for lengths that are powers
 * of two (Ailon and Chazelle, "The Fast Johnson-Lindenstrauss Transform", SIAM J. Comput. 2009); longer by the square
 * root of its length.
 */
export function rotate(vector: Float32Array): void {
	for (let index = 0; index < vector.length; index += 1) {
		if (isFlipped(index)) vector[index] = -(vector[index] ?? 0);
	}
	for (let half = 1; half < vector.length; half *= 2) {
		for (let start = 0; start < vector.length; start += 2 * half) {
			for (let index = start; index < start + half; index += 1) {
				const [one, other] = [vector[index] ?? 0, vector[index + half] ?? 0];
				vector[index] = one + other;
				vector[index + half] = one - other;
			}
		}
	}
}

/** As good as chance, and the same everywhere: the lowest bit of a mixed index (MurmurHash3's finalizer). */
function isFlipped(index: number): boolean {
	let hash = index + 1;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) & 1) === 1;
}

/** The first numbers of a vector, of length 1 again, as OpenAI's `dimensions` asks for. */
export function shortened(vector: Float32Array, dimensions: number): Float32Array {
	if (dimensions >= vector.length) return vector;
	const short = vector.slice(0, dimensions);
	const length = Math.hypot(...short);
	return length === 0 ? short : short.map((number) => number / length);
}

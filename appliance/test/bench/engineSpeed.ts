import type { Engine } from "../../src/engine/engine.ts";

/**
 * Tokens a second of texts of one length that are handed to the engine in batches, one running and one waiting: what its
 * process, padding and the way to it leave of the runtime's speed.
 */
export async function engineSpeed(
	engine: Engine,
	{ length, batch, seconds }: { length: number; batch: number; seconds: number },
): Promise<number> {
	const texts = Array.from({ length: batch }, () => new Int32Array(length).fill(1));
	await engine.run(texts);
	const start = performance.now();
	let texted = 0;
	const keepRunning = async () => {
		while (performance.now() - start < seconds * 1000) texted += (await engine.run(texts)).length;
	};
	await Promise.all([keepRunning(), keepRunning()]);
	return (1000 * texted * length) / (performance.now() - start);
}

import { ascending, median, quantile } from "./order.ts";

/** How a series differs in an incident from what it was before. */
export interface Shift {
	/** Its usual level, and the one it reached. */
	before: number;
	after: number;
	/** By how many of its usual deviations it moved, above 0 whichever way. */
	z: number;
	/** Natural logarithm of how many times as high it became; below 0 where it fell. At most ±4.6, a hundredfold. */
	ratio: number;
	/** 0 to 1: large only where it moved far beyond its noise and by much of its level. */
	strength: number;
}

/**
 * Compares levels by quartiles, so that neither outliers nor the part of an incident before a series was reached count,
 * and noise by the largest of several measures, so that a series with few values, or one that drifts, does not seem still.
 * Null where there are too few values to say. `before` is in the order of time.
 */
export function shiftOf(before: readonly number[], during: readonly number[]): Shift | null {
	if (before.length < LEAST_BEFORE || during.length < LEAST_DURING) return null;
	const [was, is] = [ascending(before), ascending(during)];
	const rise = quantile(is, 0.75) - quantile(was, 0.75);
	const fall = quantile(was, 0.25) - quantile(is, 0.25);
	const up = rise >= fall;
	const level = quantile(was, 0.5);
	const after = quantile(is, up ? 0.75 : 0.25);
	const size = Math.max(Math.abs(level), Math.abs(after));
	const moved = Math.max(rise, fall, 0);
	if (moved === 0 || size === 0) return { before: level, after: quantile(is, 0.5), z: 0, ratio: 0, strength: 0 };
	const z = moved / Math.max(noiseOf(was), driftOf(before), LEAST_NOISE * size);
	const ratio = logRatio(level, after, size);
	const times = Math.abs(ratio);
	return { before: level, after, z, ratio, strength: (z / (z + HALF_Z)) * (times / (times + HALF_RATIO)) };
}

/** Values with which a level has a meaning. */
const LEAST_BEFORE = 4;
const LEAST_DURING = 2;

/** Deviations, and logarithm of a ratio, at which half of the strength is reached. */
const HALF_Z = 4;
const HALF_RATIO = 0.5;

/** Noise that every series is taken to have, as a part of its level: what is constant is so to within measuring. */
const LEAST_NOISE = 0.02;

/** The usual deviation, as a standard deviation: by the median deviation, by the quartiles, or by the outliers. */
function noiseOf(sorted: number[]): number {
	const middle = quantile(sorted, 0.5);
	const byMedian = 1.4826 * median(sorted.map((value) => Math.abs(value - middle)));
	const byQuartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.349;
	const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
	const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length);
	return Math.max(byMedian, byQuartiles, deviation / 3);
}

/** How far the levels of the thirds of a series are from each other. */
function driftOf(values: readonly number[]): number {
	const third = Math.ceil(values.length / 3);
	if (third < LEAST_BEFORE) return 0;
	const levels = [0, 1, 2].map((part) => median(values.slice(part * third, (part + 1) * third)));
	const known = levels.filter((level) => !Number.isNaN(level));
	return Math.max(...known) - Math.min(...known);
}

/** Of zero nothing is a multiple, so each level has a hundredth of the larger one added. */
function logRatio(before: number, after: number, size: number): number {
	if (before < 0 || after < 0) return Math.sign(after - before) * Math.min(Math.abs(after - before) / size, 1);
	const least = size / 100;
	return Math.log((after + least) / (before + least));
}

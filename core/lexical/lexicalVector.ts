/** Stored with each vector of the built-in embedder. */
export const LEXICAL_MODEL = "vagus/lexical-1";

const DIMENSIONS = 1024;
/** Texts longer than that repeat themselves. */
const MAX_CHARS = 4_096;
const WORD_WEIGHT = 1;
const GRAM_WEIGHT = 0.35;
const GRAM_SIZES = [3, 4, 5];

/**
 * A vector of length 1 whose cosine with another one is high where the two texts share words and parts of words: signed
 * feature hashing of words and of their 3- to 5-grams, each feature damped by the logarithm of its count. Finds near-duplicates, not
 * paraphrases. Null where the text holds no word. Weinberger et al., "Feature Hashing for Large Scale Multitask
 * Learning", ICML 2009.
 */
export function lexicalVector(text: string): Float32Array | null {
	const counts = featuresOf(text);
	if (counts.size === 0) return null;
	const vector = new Float32Array(DIMENSIONS);
	for (const [feature, { count, weight }] of counts) {
		const hash = fnv1a(feature);
		const sign = hash & 0x8000_0000 ? -1 : 1;
		const slot = hash % DIMENSIONS;
		vector[slot] = (vector[slot] ?? 0) + sign * weight * (1 + Math.log(count));
	}
	return normalized(vector);
}

interface Feature {
	count: number;
	weight: number;
}

function featuresOf(text: string): Map<string, Feature> {
	const counts = new Map<string, Feature>();
	const add = (feature: string, weight: number) => {
		const known = counts.get(feature);
		if (known) known.count += 1;
		else counts.set(feature, { count: 1, weight });
	};
	for (const word of wordsOf(text)) {
		add(word, WORD_WEIGHT);
		const padded = `^${word}$`;
		for (const size of GRAM_SIZES) {
			for (let at = 0; at + size <= padded.length; at += 1) add(`#${padded.slice(at, at + size)}`, GRAM_WEIGHT);
		}
	}
	return counts;
}

/** Lower-case words; placeholders of templates say nothing, and camelCase is several words. */
function wordsOf(text: string): string[] {
	return (
		text
			.slice(0, MAX_CHARS)
			.replace(/<[a-z]+>/g, " ")
			.replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
			.toLowerCase()
			.match(/[\p{L}\p{N}]+/gu) ?? []
	);
}

function normalized(vector: Float32Array): Float32Array | null {
	const length = Math.hypot(...vector);
	if (length === 0) return null;
	return vector.map((component) => component / length);
}

/** 32-bit FNV-1a over UTF-16 code units, finished so that low and high bits both depend on all of them. */
function fnv1a(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index += 1) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return (hash ^ (hash >>> 13)) >>> 0;
}

import { rotate } from "./rotate.ts";

/** Stored with each vector of the built-in embedder: to be renamed with any change of the vectors. */
export const LEXICAL_MODEL = "vagus/lexical-2";

const DIMENSIONS = 1024;
/** In UTF-16 code units; texts longer than that repeat themselves. */
const MAX_LENGTH = 4_096;
/** Of a part of a word, beside 1 for the word. */
const PART_WEIGHT = 0.35;
const PART_LENGTH = 4;
/** Of a word with a digit, beside 1 for one of six letters: it is likely a value that masking left. */
const VALUE_WEIGHT = 0.3;

/**
 * A vector of length 1 whose cosine with another one is high where the two texts share words and parts of words. Signed
 * feature hashing: each word, and each run of four of its characters, is added to one dimension; longer words say more,
 * repeated ones less each time. Finds near-duplicates, not paraphrases. Null where the text holds no word. The same text
 * gives the same vector everywhere. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
 */
export function lexicalVector(text: string): Float32Array | null {
	const vector = new Float32Array(DIMENSIONS);
	for (const [word, count] of countWords(text)) {
		const weight = weightOf(word) * (1 + Math.log(count));
		const marked = `^${word}$`;
		add(vector, marked, 0, marked.length, weight);
		for (let end = PART_LENGTH; end <= marked.length; end += 1) {
			add(vector, marked, end - PART_LENGTH, end, weight * PART_WEIGHT);
		}
	}
	rotate(vector);
	return normalized(vector);
}

/** Lower-case words; placeholders of templates say nothing, and camelCase is several words. */
function countWords(text: string): Map<string, number> {
	const words = text
		.slice(0, MAX_LENGTH)
		.replace(/<[a-z*]+>/g, " ")
		.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
		.toLowerCase()
		.match(/[\p{L}\p{N}]+/gu);
	const counts = new Map<string, number>();
	for (const word of words ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
	return counts;
}

function weightOf(word: string): number {
	return /\p{N}/u.test(word) ? VALUE_WEIGHT : Math.sqrt(word.length / 6);
}

/** Adds the part of a text from `start` to `end` as one feature: its hash says where, and with which sign. */
function add(vector: Float32Array, text: string, start: number, end: number, weight: number): void {
	const hash = hashOf(text, start, end);
	const at = hash % DIMENSIONS;
	vector[at] = (vector[at] ?? 0) + (hash & 0x8000_0000 ? -weight : weight);
}

/** 32-bit FNV-1a over UTF-16 code units, finished so that low and high bits both depend on all of them. */
function hashOf(text: string, start: number, end: number): number {
	let hash = 0x811c9dc5;
	for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** Null where nothing was added, or where all of it cancelled out. */
function normalized(vector: Float32Array): Float32Array | null {
	let squares = 0;
	for (const component of vector) squares += component * component;
	if (squares === 0) return null;
	const scale = 1 / Math.sqrt(squares);
	for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) * scale;
	return vector;
}

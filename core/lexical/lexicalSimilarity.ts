import { lexicalVector } from "./lexicalVector.ts";

/** Cosine similarity of two texts by their lexical vectors; 0 where one of them holds no word. */
export function lexicalSimilarity(one: string, other: string): number {
	const [a, b] = [lexicalVector(one), lexicalVector(other)];
	return a && b ? a.reduce((sum, number, index) => sum + number * (b[index] ?? 0), 0) : 0;
}

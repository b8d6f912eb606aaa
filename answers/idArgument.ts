import { z } from "zod";

/** An argument that is the id of a content or of a group: a 64-bit number, as text. */
export function idArgument(what: string) {
	return z.string().refine(isInt64, "give an id as answers have it: a whole number.").describe(what);
}

function isInt64(text: string): boolean {
	return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

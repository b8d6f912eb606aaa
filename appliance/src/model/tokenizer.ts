import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer as Pieces } from "@huggingface/tokenizers";
import { z } from "zod";
import { asReference } from "./asReference.ts";
import { type ModelDirectory, TOKENIZER_FILES } from "./modelDirectory.ts";
import { modelLimits } from "./modelLimits.ts";
import { tellingParts } from "./tellingParts.ts";
import { wordPieces } from "./wordPieces.ts";

export interface Tokenizer {
	/**
	 * Token ids of a text, special tokens included, never more than the model takes: of a longer text its head, of a
	 * longer stack trace the message and the frames that tell most. Work is bounded, however long the text.
	 */
	encode(text: string, purpose: Purpose): Int32Array;
}

/** A query is to find passages. */
export type Purpose = "query" | "passage";

/** What BGE asks to be put before a query; passages go as they are. https://huggingface.co/BAAI/bge-large-en-v1.5 */
const QUERY_INSTRUCTION = "Represent this sentence for searching relevant passages: ";

/** Throws an error that says what is wrong with the model's tokenizer. */
export async function loadTokenizer({ path, maxTokens, vocabulary }: ModelDirectory): Promise<Tokenizer> {
	const [rules, settings] = await Promise.all(TOKENIZER_FILES.map((file) => readJson(join(path, file))));
	const { success, data } = tokenizerRules.safeParse(rules);
	if (!success) throw new Error(`${join(path, "tokenizer.json")} is no WordPiece tokenizer, as BERT's models need it.`);
	const room = maxTokens - 2;
	const pieces = new Pieces(rules, settings);
	// Its own looks up parts of any length: a text of 16 KB can take it a second.
	if (pieces.model) pieces.model.encode = wordPieces(data.model, room + 1);
	const [first, last] = pieces.encode("").ids;
	if (first === undefined || last === undefined) {
		throw new Error(`${join(path, "tokenizer.json")} puts no [CLS] and [SEP] around a text, as BERT's models need it.`);
	}
	const known = pieces.get_vocab().size;
	if (known > vocabulary) {
		throw new Error(`${path} holds another model's tokenizer: it knows ${known} tokens, the model ${vocabulary}.`);
	}
	const longest = maxTokens * modelLimits.textPerToken;
	const idsOf = (text: string) => pieces.encode(asReference(text.slice(0, longest)), { add_special_tokens: false }).ids;
	/** The head of the first part, and at least half of what there is room for of the second. */
	const fitted = (parts: [string, string]) => {
		const [head = [], tail = []] = parts.map(idsOf);
		const ofHead = head.slice(0, Math.max(Math.ceil(room / 2), room - tail.length));
		return [...ofHead, ...tail].slice(0, room);
	};
	return {
		encode: (text, purpose) => {
			const whole = (purpose === "query" ? QUERY_INSTRUCTION : "") + text;
			const ids = idsOf(whole);
			const kept = ids.length <= room && whole.length <= longest ? ids : fitted(tellingParts(whole));
			return Int32Array.from([first, ...kept, last]);
		},
	};
}

const tokenizerRules = z.object({
	model: z.object({
		type: z.literal("WordPiece"),
		vocab: z.record(z.string(), z.int()),
		unk_token: z.string(),
		continuing_subword_prefix: z.string(),
		max_input_chars_per_word: z.int().positive(),
	}),
});

const readJson = async (file: string): Promise<object> => JSON.parse(await readFile(file, "utf8"));

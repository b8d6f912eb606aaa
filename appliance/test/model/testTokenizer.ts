/**
 * A tokenizer.json of uncased BERT over a vocabulary for tests: the first 2,000 or fewer places are words, parts of words
 * and single characters; unused ones fill what is left. The ids of special tokens are BERT's.
 */
export function testTokenizer(size: number): object {
	const vocab = Object.fromEntries(vocabulary(size).map((token, id) => [token, id]));
	const special = Object.entries(SPECIAL).map(([content, id]) => ({
		id,
		content,
		single_word: false,
		lstrip: false,
		rstrip: false,
		normalized: false,
		special: true,
	}));
	const inTemplate = (token: "[CLS]" | "[SEP]") => ({ SpecialToken: { id: token, type_id: 0 } });
	const first = { Sequence: { id: "A", type_id: 0 } };
	const second = { Sequence: { id: "B", type_id: 1 } };
	return {
		version: "1.0",
		truncation: null,
		padding: null,
		added_tokens: special,
		normalizer: {
			type: "BertNormalizer",
			clean_text: true,
			handle_chinese_chars: true,
			strip_accents: null,
			lowercase: true,
		},
		pre_tokenizer: { type: "BertPreTokenizer" },
		post_processor: {
			type: "TemplateProcessing",
			single: [inTemplate("[CLS]"), first, inTemplate("[SEP]")],
			pair: [inTemplate("[CLS]"), first, inTemplate("[SEP]"), second, { SpecialToken: { id: "[SEP]", type_id: 1 } }],
			special_tokens: Object.fromEntries(
				(["[CLS]", "[SEP]"] as const).map((token) => [token, { id: token, ids: [SPECIAL[token]], tokens: [token] }]),
			),
		},
		decoder: { type: "WordPiece", prefix: "##", cleanup: true },
		model: {
			type: "WordPiece",
			unk_token: "[UNK]",
			continuing_subword_prefix: "##",
			max_input_chars_per_word: 100,
			vocab,
		},
	};
}

/** As in bert-base-uncased, whose vocabulary all of BGE's English models use. */
const SPECIAL = { "[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103 } as const;

function vocabulary(size: number): string[] {
	const places = new Array<string>(size);
	for (const [token, id] of Object.entries(SPECIAL)) places[id] = token;
	const tokens = [...new Set([...CHARACTERS, ...WORDS])].values();
	let unused = 0;
	for (let id = 0; id < size; id++) {
		if (places[id] !== undefined) continue;
		const reserved = id < FIRST_WORD;
		const { value } = reserved ? { value: undefined } : tokens.next();
		places[id] = value ?? `[unused${unused++}]`;
	}
	return places;
}

const FIRST_WORD = 104;

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
const CHARACTERS = [
	...LETTERS,
	...LETTERS.map((letter) => `##${letter}`),
	..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
	..."αβγδεοσςτλ",
	..."##σ ##ς ##ο ##δ ##ß ß ı ##ı ı й и ##и".split(" "),
	..."中文日本語錯誤丽𠀀한국어",
	..."…–—“”€🙂🚀²½",
];

/** Of logs, so that parts of them come out as words. */
const WORDS =
	`the of to in for on at is not was by with from and failed failure fail error errors exception timeout timed out
time connection refused reset closed open connect connected request response server client host port database query
sql table column row key value null user id name file path line code status message level warn warning info debug fatal
service order orders payment card cart check ##out job queue worker retry retry ##ing ##ed ##er ##ers ##tion ##s ##es
##ly ##able ##ment ##al ##ful un ##known unknown in ##valid invalid token expired auth denied permission access memory
disk full space left no such cannot can could read write only property undefined of type function module import stack
trace java python node js ts main run thread process exit kill signal http https get post put delete 200 404 500 503
10 100 ##00 ##10 ##ception illegal argument index range bound null ##pointer segment fault cafe naive resume uber strasse
hello world test tests assertion expected received build compile deploy ##load upload down ##time up ##stream`.split(
		/\s+/,
	);

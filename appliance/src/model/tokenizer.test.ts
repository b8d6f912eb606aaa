import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import reference from "../../test/model/referenceTokens.json" with { type: "json" };
import { removeTestModels, testModel } from "../../test/model/testModel.ts";
import type { ModelDirectory } from "./modelDirectory.ts";
import { modelLimits } from "./modelLimits.ts";
import { loadTokenizer, type Tokenizer } from "./tokenizer.ts";

let model: ModelDirectory;
let tokenizer: Tokenizer;
/** As if the model took texts of any length. */
let untruncated: Tokenizer;

beforeAll(async () => {
	model = await testModel();
	tokenizer = await loadTokenizer(model);
	untruncated = await loadTokenizer({ ...model, maxTokens: 1_000_000 });
});

afterAll(removeTestModels);

const ids = (text: string) => [...tokenizer.encode(text, "passage")];
/** Without [CLS] and [SEP]. */
const inner = (text: string) => [...untruncated.encode(text, "passage")].slice(1, -1);

describe("token ids are the reference implementation's", () => {
	test.each(reference.cases)("of $name", ({ text, ids: wanted }) => {
		expect([...untruncated.encode(text, "passage")]).toEqual(wanted);
	});

	test("of 100 KB of all of these", () => {
		const text = reference.cases.map((one) => one.text).join("\n");
		const whole = Array.from({ length: reference.together.times }, () => text).join("\n");
		const found = untruncated.encode(whole, "passage");
		expect(Buffer.byteLength(whole)).toBeGreaterThan(100 * 1024);
		expect(found.length).toBe(reference.together.tokens);
		expect(createHash("sha256").update(found.join()).digest("hex")).toBe(reference.together.sha256);
	});
});

test("half of a surrogate pair is no character", () => {
	expect(ids("a\ud800b \udc00")).toEqual(ids("ab"));
});

test("BGE's instruction is put before a query, and nothing before a passage", () => {
	const query = [...tokenizer.encode("payment failed", "query")];
	expect(query).toEqual(ids("Represent this sentence for searching relevant passages: payment failed"));
	expect(query.length).toBeGreaterThan(ids("payment failed").length);
});

describe("of a text that is too long", () => {
	test.each([600, 60_000])("its head is kept: %d words", (words) => {
		const text = Array.from({ length: words }, (_, at) => `${at}`).join(" ");
		expect(ids(text)).toEqual([101, ...inner(text).slice(0, 510), 102]);
	});

	test("no more is read than a bounded number of characters for each token", () => {
		const read = modelLimits.textPerToken * model.maxTokens;
		const blanks = " ".repeat(read - 5);
		expect(ids(`${blanks}error`)).toEqual(ids("error"));
		expect(ids(`${blanks} error`)).toEqual(ids("erro"));
		expect(ids(`${blanks}${"error ".repeat(2_000_000)}`)).toEqual(ids("error"));
	});
});

describe("of a stack trace that is too long", () => {
	const vendor = (count: number) =>
		Array.from({ length: count }, (_, at) => `\tat org.apache.catalina.core.Filter${at}.call(Filter.java:${at})`);
	const own = "\tat com.acme.orders.OrderService.checkout(OrderService.java:42)";
	const frame = "at com.acme.orders.OrderService.checkout";
	const contains = (whole: number[], part: number[]) => whole.join().includes(part.join());

	test("the message and the frames of the program's own are kept, those of libraries left out", () => {
		const trace = ["java.lang.IllegalStateException: payment refused", ...vendor(200), own].join("\n");
		const kept = ids(trace);
		expect(inner(trace).length).toBeGreaterThan(510);
		expect(kept).toEqual([101, ...inner(`java.lang.IllegalStateException: payment refused\n${frame}`), 102]);
	});

	test("a long message leaves half of the room to frames", () => {
		const owns = Array.from({ length: 8 }, (_, at) => own.replace("checkout", `checkout${at}x${"y".repeat(60)}`));
		const trace = [`java.lang.IllegalStateException: ${"refused ".repeat(600)}`, ...vendor(3), ...owns].join("\n");
		const kept = ids(trace);
		expect(kept.length).toBe(512);
		expect(kept.filter((id) => id === inner("refused")[0]).length).toBeLessThan(260);
		expect(contains(kept, inner(`${frame}0x`))).toBe(true);
	});

	test("where all frames are of libraries, the message comes before them, wherever it stands", () => {
		const frames = Array.from(
			{ length: 100 },
			(_, at) => `  File "/usr/lib/python3/site-packages/x${at}.py", line 1, in run`,
		);
		const trace = ["Traceback (most recent call last):", ...frames, "ValueError: payment refused"].join("\n");
		const kept = ids(trace);
		expect(kept.length).toBe(512);
		expect(kept.slice(1, 1 + inner("ValueError: payment refused").length)).toEqual(
			inner("ValueError: payment refused"),
		);
		expect(contains(kept, inner('File "/usr/lib/python3/site-packages/x3.py"'))).toBe(true);
	});
});

test("a tokenizer of another kind is refused", async () => {
	const other = await testModel();
	await writeFile(join(other.path, "tokenizer.json"), JSON.stringify({ model: { type: "BPE", vocab: {} } }));
	await expect(loadTokenizer(other)).rejects.toThrow(
		"tokenizer.json is no WordPiece tokenizer, as BERT's models need it.",
	);
});

test("a tokenizer that knows more tokens than the model is another model's", async () => {
	await expect(loadTokenizer({ ...model, vocabulary: 500 })).rejects.toThrow(
		"holds another model's tokenizer: it knows 512 tokens, the model 500.",
	);
});

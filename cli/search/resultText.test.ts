import pc from "picocolors";
import { describe, expect, test } from "vitest";
import type { SearchHit, SearchResult } from "../../answers/search.ts";
import { resultText } from "./resultText.ts";

const plain = pc.createColors(false);
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

test("tells ids first, then templates with counts, times, a trend and a sample, then how to go on", () => {
	const result = resultOf({
		exact: [
			{
				type: "trace",
				id: TRACE,
				spans: 2,
				logs: 1,
				runs: 0,
				services: ["shop", "payment"],
				failedTests: 0,
				firstSeen: "2026-03-10T12:25:00.000000Z",
				lastSeen: "2026-03-10T12:25:01.000000Z",
			},
		],
		hits: [hitOf({}), hitOf({ levels: ["error", "fatal"], isNew: true, sample: null, trend: [0, 1] })],
		notes: ["The embedding service did not answer: this is by words and spelling alone."],
		page: { total: 14, totalIsLeast: true, truncated: true, cursor: "abc" },
	});
	expect(`\n${resultText(result, { columns: 100, colors: plain })}\n`).toBe(`
trace 4bf92f3577b34da6a3ce929d0e0e4736
  2 spans · 1 log · shop, payment
  first 5 minutes ago (2026-03-10 12:25 UTC) · last 5 minutes ago (2026-03-10 12:25 UTC)

warn Payment declined by issuer for order <num>
  42 × ·▁·█▂█ 8 h a bar
  first 62 days ago (2026-01-07 11:02 UTC) · last 2 minutes ago (2026-03-10 12:28 UTC)
  log · shop · production
  > Payment declined by issuer for order 4711
  at src/pay.ts:10
  trace 4bf92f3577b34da6a3ce929d0e0e4736 · span 00f067aa0ba902b7 · request req-7f3a9
  template -4611686018427387904

error Payment declined by issuer for order <num>
  42 × ·█ 8 h a bar new
  first 62 days ago (2026-01-07 11:02 UTC) · last 2 minutes ago (2026-03-10 12:28 UTC)
  log · shop · production · fatal
  template -4611686018427387904

The embedding service did not answer: this is by words and spelling alone.
2 shown of at least 14. For those that follow: --cursor abc
`);
});

describe("on a terminal", () => {
	test.each([50, 80, 200])("of %d columns no line but an id's is longer", (columns) => {
		const result = resultOf({
			hits: [hitOf({ template: "word ".repeat(100), services: Array.from({ length: 30 }, (_, i) => `service-${i}`) })],
		});
		const lines = resultText(result, { columns, colors: plain }).split("\n");
		const long = lines.filter((line) => line.length > columns && !/^ {2}(trace|span|request|template) /.test(line));
		expect(long).toEqual([]);
	});

	test("a message cannot write escape sequences, turn the direction of text, or break its line", () => {
		const evil = "\u001b[2J\u001b]0;title\u0007red\u202e\r\nsecond\u009b31m\u2028third";
		const sample = { ...hitOf({}).sample, message: evil, place: evil, traceId: evil } as SearchHit["sample"];
		const text = resultText(resultOf({ hits: [hitOf({ template: evil, services: [evil], sample })] }), {
			columns: 200,
			colors: plain,
		});
		expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
	});

	test("the level has a colour", () => {
		const text = resultText(resultOf({ hits: [hitOf({ levels: ["error"] })] }), {
			columns: 80,
			colors: pc.createColors(true),
		});
		expect(text).toContain(pc.createColors(true).red("error"));
	});
});

test("nothing is said to be nothing", () => {
	const notes = ["Nothing was seen that matches, in the last 90 days either."];
	expect(resultText(resultOf({ hits: [], notes }), { columns: 80, colors: plain })).toBe(notes[0]);
	expect(resultText(resultOf({ hits: [] }), { columns: 80, colors: plain })).toBe("Nothing matches.");
});

function resultOf(given: Partial<SearchResult>): SearchResult {
	return {
		window: { from: "2026-03-03T12:30:00.000Z", to: "2026-03-10T12:30:00.000Z" },
		trendHours: 8,
		exact: [],
		hits: [],
		notes: [],
		page: { total: 0, totalIsLeast: false, truncated: false, cursor: null },
		...given,
	};
}

function hitOf(given: Partial<SearchHit>): SearchHit {
	return {
		contentId: "-4611686018427387904",
		kind: "log",
		template: "Payment declined by issuer for order <num>",
		count: 42,
		firstSeen: "2026-01-07T11:02:03.000000Z",
		lastSeen: "2026-03-10T12:28:00.000000Z",
		isNew: false,
		services: ["shop"],
		environments: ["production"],
		levels: ["warn"],
		trend: [0, 1, 0, 20, 3, 18],
		score: 0.05,
		matchedBy: ["words"],
		sample: {
			timestamp: "2026-03-10T12:28:00.000000Z",
			service: "shop",
			message: "Payment declined by issuer for order 4711",
			traceId: TRACE,
			spanId: "00f067aa0ba902b7",
			requestId: "req-7f3a9",
			runId: null,
			commitSha: null,
			errorType: "CardError",
			place: "src/pay.ts:10",
		},
		...given,
	};
}

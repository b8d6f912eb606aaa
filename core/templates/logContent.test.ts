import { describe, expect, it } from "vitest";
import { contentId } from "../contentId.ts";
import { contentOf, logContent } from "./logContent.ts";

const none = { errorType: null, errorMessage: null, errorStack: null };
const stackAt = (root: string, line: number) => `TypeError: no total for cart 5
    at pay (${root}/pay.js:${line}:3)
    at next (${root}/node_modules/express/router.js:9:1)`;

describe("logContent", () => {
	it("is the template of the message under its hash", () => {
		const content = "order <num> was shipped";
		expect(logContent({ message: "order 99871 was shipped", ...none })).toEqual({
			contentId: contentId("log", content),
			kind: "log",
			content,
		});
	});

	it("adds the exception and its in-app frames", () => {
		const record = {
			message: "checkout of cart 5 failed",
			errorType: "TypeError",
			errorMessage: "no total for cart 5",
			errorStack: stackAt("/srv/shop", 10),
		};
		expect(logContent(record).content).toBe(
			"checkout of cart <num> failed\nTypeError: no total for cart <num>\nat pay (pay.js)",
		);
	});

	it("says nothing of the exception twice", () => {
		const errorStack = stackAt("/srv/shop", 10);
		const error = { errorType: "TypeError", errorMessage: "no total for cart 5", errorStack };
		const expected = "TypeError: no total for cart <num>\nat pay (pay.js)";
		expect(logContent({ message: "TypeError: no total for cart 5", ...error }).content).toBe(expected);
		expect(logContent({ message: errorStack, ...error }).content).toBe(expected);
		expect(logContent({ message: errorStack, ...none }).content).toBe(expected);
		expect(logContent({ message: "TypeError", ...none, errorStack }).content).toBe(`TypeError\n${expected}`);
	});

	it("is the same for the same error from another deployment", () => {
		const from = (root: string, line: number) =>
			logContent({
				message: `checkout ${line} failed`,
				errorType: "TypeError",
				errorMessage: `no total for cart ${line}`,
				errorStack: stackAt(root, line),
			}).contentId;
		expect(from("/srv/shop", 10)).toBe(from("/home/ann/releases/20260310", 77));
	});

	it("tells errors at different places apart", () => {
		const at = (name: string) =>
			logContent({ message: "failed", ...none, errorStack: `Error: no\n    at ${name} (/a/b.js:1:1)` });
		expect(at("pay").contentId).not.toBe(at("ship").contentId);
	});

	it("answers the same, and by the same rule, once it has answered many others", () => {
		const first = logContent({ message: "job x7k2p9 ended", ...none });
		for (let index = 0; index < 20_000; index++)
			logContent({ message: `note ${index}: ${"ab".repeat(index % 7)}`, ...none });
		expect(logContent({ message: "job x7k2p9 ended", ...none })).toEqual(first);
		expect(logContent({ message: "job q1z8y3 ended", ...none })).toEqual(first);
	});
});

describe("contentOf", () => {
	it("reduces the stack trace of a failed test", () => {
		expect(
			contentOf("test", "AssertionError: expected 107 to be 119\n    at /ci/work/7/tax.test.ts:4:12").content,
		).toBe("AssertionError: expected <num> to be <num>\nat tax.test.ts");
	});

	it("has another identity for each kind", () => {
		expect(contentOf("log", "no total").contentId).not.toBe(contentOf("span", "no total").contentId);
	});
});

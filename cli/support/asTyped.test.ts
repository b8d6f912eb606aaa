import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { asTyped } from "./asTyped.ts";

const PACKAGE = fileURLToPath(new URL("../../package.json", import.meta.url));
const SENTENCE = "Run `vagus migrate`, then PORT=9000 vagus start.";

test("what npm did not start is called vagus", () => {
	expect(asTyped(SENTENCE, {})).toBe(SENTENCE);
});

test.each([["start"], ["vagus"]])("what `npm run %s` of the checkout started is called so", (script) => {
	const npm = { npm_lifecycle_event: script, npm_package_json: PACKAGE };
	expect(asTyped(SENTENCE, npm)).toBe("Run `npm run -s vagus -- migrate`, then PORT=9000 npm start.");
});

test("what a script of another package started is called vagus", () => {
	expect(asTyped(SENTENCE, { npm_lifecycle_event: "start", npm_package_json: "/srv/shop/package.json" })).toBe(
		SENTENCE,
	);
});

test("only commands are, and what one is given stays", () => {
	const npm = { npm_lifecycle_event: "vagus", npm_package_json: PACKAGE };
	expect(asTyped("vagus keys create ci, by another vagus, vagus-report, my-vagus start", npm)).toBe(
		"npm run -s vagus -- keys create ci, by another vagus, vagus-report, my-vagus start",
	);
});

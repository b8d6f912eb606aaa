import { expect, test } from "vitest";
import * as z from "zod/mini";
import { InputError } from "../inputError.ts";
import { parseJson } from "./parseJson.ts";

const schema = z.object({ startTime: z.number(), files: z.array(z.object({ name: z.string() })) });
const WHAT = "expected is what the tool writes.";

test.each([
	["", "it is empty; "],
	["{", "it is not valid JSON ("],
	["[]", "it has other content; "],
	["{}", 'it has no "startTime"; '],
	['{"startTime": "now", "files": []}', 'it has an unexpected "startTime"; '],
	['{"startTime": 1, "files": [{}]}', 'it has no "files.0.name"; '],
])("%j is not of the tool: %s", (text, reason) => {
	const parse = () => parseJson(text, schema, WHAT);
	expect(parse).toThrow(InputError);
	expect(parse).toThrow(reason);
	expect(parse).toThrow(WHAT);
});

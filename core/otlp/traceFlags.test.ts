import { expect, test } from "vitest";
import { traceFlags } from "./traceFlags.ts";

test.each([
	["none were sent", 0, undefined],
	["sampled", 0x001, undefined],
	["sampled, the parent not remote", 0x101, undefined],
	["sampled, the parent remote", 0x301, undefined],
	["not sampled, the parent remote", 0x300, 0],
	["sampled, with a random trace id", 0x003, 3],
	["all bits", 0xffffffff, 0xff],
])("of a span: %s", (_, flags, kept) => expect(traceFlags(flags)).toBe(kept));

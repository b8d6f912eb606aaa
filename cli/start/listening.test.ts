import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../functions/environment.ts";
import { exposure, listenError } from "./listening.ts";

describe("an error of listening", () => {
	const settings = readEnvironment({ HOST: "127.0.0.9", PORT: "80" });

	test.each([
		[
			"EADDRINUSE",
			"Port 80 on 127.0.0.9 is taken by another program. Stop it, or choose another port: PORT=81 vagus start",
		],
		["EACCES", "This user may not listen on port 80. Choose one above 1023: PORT=8787 vagus start"],
		[
			"EADDRNOTAVAIL",
			"HOST 127.0.0.9 is no address of this machine. 127.0.0.1 is, and 0.0.0.0 stands for all of them.",
		],
	])("%s is told with what to do", async (code, sentence) => {
		const told = await listenError(Object.assign(new Error("listen"), { code }), settings);
		expect(told.message).toBe(sentence);
	});

	test("that is none of these is passed on", async () => {
		const error = Object.assign(new Error("listen"), { code: "EMFILE" });
		expect(await listenError(error, settings)).toBe(error);
	});
});

test.each(["127.0.0.1", "127.0.0.53", "::1", "localhost"])("%s is this machine's alone", (host) => {
	expect(exposure(host)).toEqual([]);
});

test.each(["0.0.0.0", "::", "192.168.1.5", "vagus.example.com"])("%s is for other machines too", (host) => {
	expect(exposure(host)).toEqual([expect.stringContaining(`HOST is ${host}: other machines can reach this server`)]);
});

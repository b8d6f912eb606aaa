import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { sha256Of } from "./sha256Of.ts";

/**
 * Compares a file with its pin. One that has none is pinned now, in the lock file. Answers the file's SHA-256; throws
 * where it is not the pinned one.
 */
export async function checkPin(at: {
	lock: string;
	file: string;
	target: string;
	pinned: string | undefined;
}): Promise<string> {
	const { lock, file, target, pinned } = at;
	const sha256 = await sha256Of(target);
	if (pinned === undefined) await writePins(lock, { ...(await readPins(lock)), [file]: sha256 });
	else if (sha256 !== pinned) {
		throw new Error(
			`${target} is not the file that was pinned: its SHA-256 is ${sha256} instead of ${pinned}. Delete it to have it ` +
				`fetched again, or its line in ${lock} if it is meant to be another.`,
		);
	}
	return sha256;
}

/** SHA-256 by file, as they were when they came first. */
export async function readPins(lock: string): Promise<Record<string, string>> {
	const text = await readFile(lock, "utf8").catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return "{}";
		throw error;
	});
	try {
		return pins.parse(JSON.parse(text));
	} catch {
		throw new Error(`${lock} does not hold the SHA-256 of files. Delete it to pin the files that are there now.`);
	}
}

const pins = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

async function writePins(lock: string, all: Record<string, string>): Promise<void> {
	await writeFile(`${lock}.part`, `${JSON.stringify(all, null, "\t")}\n`);
	await rename(`${lock}.part`, lock);
}

import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { PartOfFile } from "./combineParts.ts";
import { InputError } from "./inputError.ts";
import { parseCoverageSummary } from "./parse/coverageSummary.ts";
import { parseEslintJson } from "./parse/eslintJson.ts";
import { parseJunitXml } from "./parse/junitXml.ts";
import { parseTscOutput } from "./parse/tscOutput.ts";
import { parseVitestJson } from "./parse/vitestJson.ts";
import type { Parser } from "./part.ts";
import { projectPaths } from "./projectPaths.ts";

/** The files that a run is reported from, by the option that gives them. */
export const INPUTS = {
	vitest: { parse: parseVitestJson, what: "vitest's or jest's JSON report" },
	junit: { parse: parseJunitXml, what: "JUnit XML, of any test runner" },
	tsc: { parse: parseTscOutput, what: "what tsc printed" },
	eslint: { parse: parseEslintJson, what: "ESLint's JSON report" },
	coverage: { parse: parseCoverageSummary, what: "Istanbul's coverage-summary.json" },
} as const satisfies Record<string, { parse: Parser; what: string }>;

export type InputFiles = Partial<Record<keyof typeof INPUTS, string[]>>;

export interface Input extends PartOfFile {
	/** SHA-256 of the file. */
	digest: string;
}

/** Reads and parses files. Those that cannot be taken are told in sentences; the others count all the same. */
export async function readInputs(
	files: InputFiles,
	{ root, folder }: { root: string; folder: string },
): Promise<{ inputs: Input[]; problems: string[] }> {
	const inputs: Input[] = [];
	const problems: string[] = [];
	for (const option of Object.keys(INPUTS) as (keyof typeof INPUTS)[]) {
		for (const file of files[option] ?? []) {
			try {
				inputs.push(await readInput(option, file, root, folder));
			} catch (error) {
				problems.push(`--${option} ${file} is left out: ${reasonOf(error)}`);
			}
		}
	}
	return { inputs, problems };
}

async function readInput(option: keyof typeof INPUTS, file: string, root: string, folder: string): Promise<Input> {
	const path = resolve(folder, file);
	const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
	const part = INPUTS[option].parse(textOf(bytes), projectPaths(root, folder, path));
	return { ...part, option, modifiedAt: Math.floor(mtimeMs), digest: createHash("sha256").update(bytes).digest("hex") };
}

/** Windows PowerShell writes what a program prints as UTF-16. */
function textOf(bytes: Buffer): string {
	const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
	return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}

function reasonOf(error: unknown): string {
	if (error instanceof InputError) return error.message;
	const { code, message } = error as NodeJS.ErrnoException;
	if (code === "ENOENT") return "there is no such file. Did the tool that writes it run?";
	if (code === "EISDIR") return "it is a folder.";
	return message;
}

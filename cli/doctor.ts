import { Command } from "commander";
import pc from "picocolors";
import { EnvironmentError, type Settings } from "../functions/environment.ts";
import { DataDirInUse } from "../schema/dataDirLock.ts";
import { checkDatabase } from "./doctor/checkDatabase.ts";
import { checkDataDir } from "./doctor/checkDataDir.ts";
import { checkEmbedder } from "./doctor/checkEmbedder.ts";
import { checkNode } from "./doctor/checkNode.ts";
import { checkServer } from "./doctor/checkServer.ts";
import type { Finding } from "./doctor/finding.ts";
import { asTyped } from "./support/asTyped.ts";
import { findDataDir } from "./support/dataDir.ts";
import { oneLine } from "./support/oneLine.ts";
import { openDatabase } from "./support/openDatabase.ts";
import { printJson, printTable } from "./support/print.ts";
import { settings } from "./support/settings.ts";
import { findServer } from "./support/target.ts";
import { isForUser } from "./support/userError.ts";

export const doctor = new Command("doctor")
	.description("Check what usually goes wrong, and say what to do about it. Changes nothing.")
	.option("--json", "print the result as JSON")
	.addHelpText(
		"after",
		`
The exit code is 1 where something is broken.

Examples:
  vagus doctor
  VAGUS_URL=https://vagus.example.com VAGUS_API_KEY=vgs_… vagus doctor
  DATABASE_URL=postgres://user:password@host:5432/database vagus doctor --json`,
	)
	.action(async (options: { json?: boolean }) => {
		const findings = (await examine()).map(worded);
		if (options.json) printJson(findings);
		else print(findings);
		if (findings.some((finding) => finding.state === "broken")) process.exitCode = 1;
	});

async function examine(): Promise<Finding[]> {
	const environment = readSettings();
	if ("check" in environment) return [checkNode(), environment];
	const directory = findDataDir(environment.VAGUS_DATA_DIR) ?? environment.VAGUS_DATA_DIR;
	return [
		checkNode(),
		{ check: "settings", state: "ok", found: "valid" },
		...(environment.VAGUS_URL ? [] : [await checkDataDir(directory)]),
		...(await checkTarget(environment)),
	];
}

const worded = (finding: Finding): Finding => ({
	...finding,
	found: asTyped(finding.found),
	advice: finding.advice && asTyped(finding.advice),
});

function readSettings(): Settings | Finding {
	try {
		return settings();
	} catch (error) {
		if (!(error instanceof EnvironmentError)) throw error;
		return { check: "settings", state: "broken", found: error.message, advice: "Correct the variable, or unset it." };
	}
}

/** The server that commands would ask, else the database that they would open and the embedder that they would use. */
async function checkTarget(environment: Settings): Promise<Finding[]> {
	try {
		const server = await findServer(environment);
		if (server) return await checkServer(server);
		const directory = findDataDir(environment.VAGUS_DATA_DIR);
		if (!environment.DATABASE_URL && !directory) {
			const advice = "`vagus start` makes an embedded one; or set DATABASE_URL, or VAGUS_URL and VAGUS_API_KEY.";
			return [
				{ check: "database", state: "warning", found: "none is there yet", advice },
				...(await checkEmbedder(environment)),
			];
		}
		const { db, describe, close } = await openDatabase({
			...environment,
			VAGUS_DATA_DIR: directory ?? environment.VAGUS_DATA_DIR,
		});
		try {
			return [...(await checkDatabase(db, describe)), ...(await checkEmbedder(environment))];
		} finally {
			await close();
		}
	} catch (error) {
		if (!isForUser(error)) throw error;
		const advice =
			error instanceof DataDirInUse ? "It starts or hangs: wait a moment, then stop that process." : undefined;
		const broken: Finding = { check: "database", state: "broken", found: error.message, advice };
		return environment.VAGUS_URL ? [broken] : [broken, ...(await checkEmbedder(environment))];
	}
}

function print(findings: Finding[]): void {
	if (!process.stdout.isTTY) {
		printTable(
			[],
			findings.map(({ state, check, found, advice = "" }) => [state, check, found, advice]),
		);
		return;
	}
	const width = Math.max(...findings.map(({ check }) => check.length));
	for (const { state, check, found, advice } of findings) {
		console.log(`${MARKS[state]} ${pc.bold(check.padEnd(width))}  ${oneLine(found)}`);
		if (advice) console.log(`${" ".repeat(width + 4)}${pc.dim(advice)}`);
	}
}

const MARKS = { ok: pc.green("✓"), warning: pc.yellow("!"), broken: pc.red("✗") };

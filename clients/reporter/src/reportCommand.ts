import { Command, InvalidArgumentError, Option } from "commander";
import { deliver, type FindServer } from "./deliver/deliver.ts";
import { isCommitHash, repositoryOf } from "./detect/git.ts";
import { detectProject, type Given } from "./detect/project.ts";
import { makeReport } from "./makeReport.ts";
import { INPUTS, type InputFiles, readInputs } from "./readInputs.ts";
import { tell, warn } from "./tell.ts";

type Options = InputFiles & Given & { runId?: string; strict?: boolean; json?: boolean; dryRun?: boolean };

/** The command that reports a run: `vagus-report` by itself, and `vagus report`. */
export function reportCommand(name: string, invocation: string, findServer: FindServer): Command {
	const command = new Command(name).description(
		"Report the tests, types and lint of a run. What is not given is detected from git and from the CI's variables.",
	);
	for (const [option, { what }] of Object.entries(INPUTS)) command.option(`--${option} <file...>`, what);
	return command
		.addOption(new Option("--source <source>", "who ran it").choices(["local", "ci", "agent"]))
		.option("--repository <owner/name>", "the repository (without a remote: its folder's name)", repository)
		.option("--branch <branch>", "the branch")
		.option("--commit <sha>", "the commit: its hash, or the first 7 or more digits of it", commit)
		.option(
			"--node-version <version>",
			"the version of Node that ran the tests (default: what `node` is here)",
			version,
		)
		.option("--run-id <id>", "the run's id; a run that is reported twice is stored once")
		.option("--strict", "exit with 1 where anything was not read or not delivered")
		.option("--json", "print the server's reply as JSON")
		.option("--dry-run", "print the report as JSON instead of sending it")
		.addHelpText(
			"after",
			`
VAGUS_URL and VAGUS_API_KEY say where to. A report that cannot be delivered is kept in .vagus/reports and sent with the
next one. A command that is understood exits with 0 whatever becomes of the report, unless --strict is given.

Examples:
  ${invocation} --vitest vitest.json
      after \`vitest run --reporter=json --outputFile=vitest.json\`, whether it passed or not
  ${invocation} --tsc tsc.txt --eslint eslint.json
      after \`tsc > tsc.txt\` and \`eslint --format json --output-file eslint.json .\`
  ${invocation} --junit target/surefire-reports/*.xml --strict
      in a step of its own that is to fail where the report is not delivered
  ${invocation} --vitest vitest.json --dry-run
      to see what would be sent`,
		)
		.action(async (options: Options) => {
			if (!Object.keys(INPUTS).some((option) => option in options)) {
				command.error(`Nothing to report: give a file with --${Object.keys(INPUTS).join(", --")}.`);
			}
			// A build that passed is not to fail for its report.
			const complete = await run(options, findServer).catch((error) => {
				warn(`The report was not made: ${error instanceof Error ? error.message : error}`);
				return false;
			});
			if (options.strict && !complete) process.exitCode = 1;
		});
}

/** As it is named by its host: also from an address that git clones from. */
function repository(given: string): string {
	const named = repositoryOf(given) ?? given;
	if (/^[^/]+(?:\/[^/]+)*$/.test(named)) return named;
	throw new InvalidArgumentError("Give owner/name, as the repository's host has it.");
}

function commit(given: string): string {
	if (isCommitHash(given)) return given;
	throw new InvalidArgumentError("Give the commit's hash, or its first 7 or more hexadecimal digits.");
}

/** As Node prints it, or without its "v". */
function version(given: string): string {
	const [, numbers] = /^v?(\d+\S*)$/.exec(given) ?? [];
	if (numbers) return numbers;
	throw new InvalidArgumentError("Give what `node --version` prints, such as v24.1.0.");
}

/** Whether everything was read and delivered. */
async function run(options: Options, findServer: FindServer): Promise<boolean> {
	const project = await detectProject(process.cwd(), options);
	const { inputs, problems } = await readInputs(options, project);
	for (const problem of problems) warn(problem);
	if (inputs.length === 0) {
		warn("Nothing is left to report.");
		return false;
	}
	const report = makeReport(project, inputs, options.runId);
	if (options.dryRun) {
		console.log(JSON.stringify(report, null, process.stdout.isTTY ? 2 : undefined));
		return problems.length === 0;
	}
	const delivery = await deliver(report, project.root, findServer);
	tell(report, delivery, options.json ?? false);
	return delivery.kind === "accepted" && problems.length === 0;
}

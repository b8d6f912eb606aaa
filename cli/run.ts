import { program } from "./program.ts";
import { asTyped } from "./support/asTyped.ts";
import { isForUser } from "./support/userError.ts";

/** Runs the command line. What the user can set right ends it with its sentence, and exit code 1. */
export async function run(argv: string[]): Promise<void> {
	// What reads the output may have enough of it: `vagus search … | head -1`.
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE") throw error;
		process.exit(0);
	});
	if (argv.length <= 2) program.help();
	try {
		await program.parseAsync(argv);
	} catch (error) {
		process.exitCode = 1;
		if (isForUser(error)) {
			console.error(`vagus: ${asTyped(error.message)}`);
		} else {
			// Thrown, it would come with a line of whichever minified library it is from.
			console.error(error);
			process.exit();
		}
	}
}

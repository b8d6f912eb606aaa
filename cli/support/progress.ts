import ora, { type Ora } from "ora";

/** A line on the terminal that tells what is being done; nothing where nobody watches, and nothing on stdout. */
export function progress(text: string): Ora {
	// A terminal of unknown width says that it has no columns: ora would clear lines without end.
	const watched = process.stderr.isTTY && process.stderr.columns > 0;
	return ora({ text, isSilent: !watched, discardStdin: false }).start();
}

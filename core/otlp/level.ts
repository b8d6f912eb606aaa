import { LEVELS, type Level } from "../records/log.ts";

/** Words for levels that loggers, syslog and databases use. */
const WORDS: Record<string, Level> = {
	trace: "trace",
	finest: "trace",
	finer: "trace",
	verbose: "trace",
	silly: "trace",
	debug: "debug",
	fine: "debug",
	dbg: "debug",
	config: "debug",
	info: "info",
	information: "info",
	informational: "info",
	notice: "info",
	log: "info",
	warn: "warn",
	warning: "warn",
	error: "error",
	err: "error",
	severe: "error",
	fatal: "fatal",
	critical: "fatal",
	crit: "fatal",
	alert: "fatal",
	emerg: "fatal",
	emergency: "fatal",
	panic: "fatal",
};

/** A record's level: by its severity number (four to a level, from 1), else by its severity text, else info. */
export function level(severityNumber: number, severityText: string): Level {
	return LEVELS[Math.ceil(severityNumber / 4) - 1] ?? levelOfWord(severityText) ?? "info";
}

/** The level that a word means, in any case and with a step (`WARN2`); null where it means none. */
function levelOfWord(word: string): Level | null {
	const bare = word.slice(0, 40).trim().toLowerCase().replace(/\d+$/, "");
	return Object.hasOwn(WORDS, bare) ? (WORDS[bare] ?? null) : null;
}

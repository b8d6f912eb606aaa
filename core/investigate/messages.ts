import { quoted } from "../text/quoted.ts";
import { countShift } from "./countShift.ts";
import type { Evidence } from "./evidence.ts";

/** How often a service logged a template before and in an incident. */
export interface MessageCounts {
	contentId: string;
	service: string;
	template: string;
	/** The most severe level that it came with. */
	level: string;
	/** Whether this service had never logged it before the incident. */
	isNew: boolean;
	before: number;
	beforeMs: number;
	during: number;
	duringMs: number;
	/** First in the incident, ISO 8601. */
	firstAt: string | null;
	/** Whether a stack trace came with it. */
	hasStack: boolean;
}

/**
 * What services' logs say: messages of trouble that came up or became frequent. One that complains of another service
 * speaks for that one, one that complains of somebody it calls speaks less for the one that wrote it.
 */
export function messageEvidence(messages: MessageCounts[], services: ReadonlySet<string>): Evidence[] {
	return messages.flatMap((message): Evidence[] => {
		const { service, template, contentId, before, during, beforeMs, duringMs, firstAt } = message;
		const shift = countShift({ before, beforeOf: beforeMs, during, duringOf: duringMs });
		const strength = shift * troubleOf(message);
		if (strength < LEAST_STRENGTH) return [];
		const since = message.isNew ? "never before" : `${before} × before`;
		const evidence = (of: string, part: number, words: string): Evidence => ({
			service: of,
			kind: "messages",
			strength: strength * part,
			statement: `${words} ${quoted(template)} ${during} ×, ${since}.`,
			at: firstAt,
			ids: { contentId },
		});
		const named = complaintsOf(message, services);
		if (named.length > 0) {
			return [
				evidence(service, SYMPTOM, "It logged"),
				...named.map((of) => evidence(of, 1 / named.length, `${service} logged of it`)),
			];
		}
		return [evidence(service, DEPENDENCY.test(template) ? SYMPTOM : 1, "It logged")];
	});
}

const LEAST_STRENGTH = 0.05;

/** The other services that a message of trouble names: whom the one that wrote it depends on, for all that is known. */
export function complaintsOf(message: MessageCounts, services: ReadonlySet<string>): string[] {
	const { template, service } = message;
	return troubleOf(message) >= LEAST_TROUBLE ? namedIn(template, service, services) : [];
}

const LEAST_TROUBLE = 0.5;

/** What is left of the strength for who writes of another. What it writes speaks for that one. */
const SYMPTOM = 0.4;

/** How much a message tells of trouble, 0 to 1: by its level, else by its words. */
function troubleOf({ level, template, hasStack }: MessageCounts): number {
	const byLevel = LEVELS[level] ?? 0;
	const byWords = TROUBLE.test(template) ? 0.75 : 0.1;
	return Math.max(byLevel, byWords, hasStack ? 1 : 0);
}

const LEVELS: Record<string, number> = { fatal: 1, error: 0.9, warn: 0.6 };

const TROUBLE =
	/error|exception|fail|fatal|panic|timed? ?out|refused|unavailable|denied|abort|reset by|unreachable|exceeded|exhausted|traceback|cannot|could not|unable|invalid|out of memory|no space/i;

/** Words by which a program complains of what it calls. */
const DEPENDENCY =
	/ECONN|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|refused|unavailable|upstream|timed? ?out|deadline exceeded|unreachable|no route|reset by peer|bad gateway|50[234]|socket hang up|context cancel/i;

/** The other services that a text names, as whole words. */
function namedIn(template: string, writer: string, services: ReadonlySet<string>): string[] {
	const text = template.toLowerCase();
	return [...services].filter((service) => {
		const name = service.toLowerCase();
		if (service === writer || name.length < LEAST_NAME) return false;
		const at = text.indexOf(name);
		return at >= 0 && !WORD.test(text[at - 1] ?? " ") && !WORD.test(text[at + name.length] ?? " ");
	});
}

/** Shorter names may be any word. */
const LEAST_NAME = 4;
const WORD = /[a-z\d]/;

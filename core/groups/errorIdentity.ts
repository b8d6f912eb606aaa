import { contentId as hashOf } from "../contentId.ts";
import type { Content } from "../records/content.ts";
import { short } from "../text/short.ts";

/** What tells an error from others before anything else is known of it. */
export interface ErrorIdentity {
	/**
	 * Of an exception its kind, types and in-app frames, whatever its message; of anything else its template, so that
	 * templates of one statement are to be put together besides.
	 */
	fingerprint: string;
	/** Whether the fingerprint is that of an exception. */
	isException: boolean;
	title: string;
}

/**
 * The identity of a content. An exception needs a type that says what went wrong, and the name of the function that
 * threw it: `Error` says nothing, and in minified code any error is at the same place. There the message decides.
 */
export function errorIdentity({ contentId, kind, content }: Content): ErrorIdentity {
	const { message, frames } = partsOf(content);
	const types = message.flatMap(typesIn);
	const title = short(message.find((line) => typesIn(line).length > 0) ?? message[0] ?? "", TITLE);
	const isException = types.some((type) => !GENERAL.has(lastName(type))) && isNamed(frames[0]);
	if (!isException) return { fingerprint: `template:${contentId}`, isException, title };
	const fingerprint = `exception:${hashOf(kind, ...new Set(types), "", ...frames)}`;
	return { fingerprint, isException, title };
}

/** Characters of a title. */
const TITLE = 200;

/** A content's lines, which masking has written: what is said, then in-app frames. */
export function partsOf(content: string): { message: string[]; frames: string[] } {
	const lines = content.split("\n");
	const start = lines.findIndex((line, index) => index > 0 && line.startsWith("at "));
	return start < 0 ? { message: lines, frames: [] } : { message: lines.slice(0, start), frames: lines.slice(start) };
}

/** Types of exceptions that a line names, in its order: of a chain of causes each. */
export function typesIn(line: string): string[] {
	return [...line.matchAll(TYPE)].map(([, type = ""]) => type);
}

/** `TypeError`, `java.io.IOException`, `App\NoCartException`, `Psych::SyntaxError`: at a line's or a clause's beginning, or in brackets behind it. */
const TYPE =
	/(?:^|[:;(]\s*|\b(?:Caused by|Uncaught|exception|error):?\.? )((?:[\p{L}_$][\w$]*(?:\.|::|\\))*\p{Lu}[\w$]*(?:Error|Exception|Failure|Fault|Interrupt|Timeout|Abort))(?=$|[\s:;),(])/gu;

const lastName = (type: string) => type.split(/\.|::|\\/).at(-1) ?? type;

/** Types that are thrown for anything. */
const GENERAL = new Set(
	`Error Exception RuntimeError RuntimeException StandardError AssertionError AssertionFailedError SystemError
	ApplicationError ApplicationException InternalError InternalServerError AggregateError AggregateException
	ExecutionException CompletionException InvocationTargetException UndeclaredThrowableException`.split(/\s+/),
);

/** Whether a frame tells a function, not merely a file. */
function isNamed(frame: string | undefined): boolean {
	if (!frame) return false;
	const [, name = ""] = /^at (.+?)(?: \(.*\))?$/.exec(frame) ?? [];
	return frame.endsWith(")") ? !ANONYMOUS.test(name) : !FILE.test(name);
}

const ANONYMOUS = /^(?:<anonymous>|anonymous|Object\.<anonymous>|\{closure\}|<lambda>|<module>|\?)$/;
const FILE = /\/|\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|php|rs|go)$/;

/** Length of the date, the time of day, or both that begins at `at`; 0 where none does. Looks at a bounded stretch. */
export function timeLength(text: string, at: number): number {
	if (!mayBegin(text, at)) return 0;
	TIME.lastIndex = at;
	return TIME.test(text) ? TIME.lastIndex - at : 0;
}

const MONTH =
	"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
const WEEKDAY = "(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)";
const ZONE = "(?:Z\\b| ?[+-]\\d{2}:?\\d{2}\\b| ?\\(?(?:UTC|GMT|CES?T|EES?T|WES?T|BST|MSK|JST|IST|[ECMP][SD]T)\\b\\)?)";
const CLOCK = `\\d{1,2}:\\d{2}:\\d{2}(?:[.,:]\\d{1,9})?(?: ?[AaPp][Mm]\\b)?${ZONE}?`;
const DATE = [
	"\\d{4}-\\d{1,2}-\\d{1,2}",
	"\\d{4}/\\d{1,2}/\\d{1,2}",
	"\\d{4}\\.\\d{1,2}\\.\\d{1,2}",
	"\\d{1,2}/\\d{1,2}/\\d{2,4}",
	"\\d{1,2}-\\d{1,2}-\\d{4}",
	"\\d{2}-\\d{2}-\\d{2}",
	"\\d{1,2}\\.\\d{1,2}\\.\\d{4}",
	`\\d{1,2}([-/ ])${MONTH}\\1\\d{2,4}`,
	"\\d{4}年\\d{1,2}月\\d{1,2}日",
].join("|");
const TIME = new RegExp(
	`(?:${[
		`(?:${WEEKDAY},? )?(?:${DATE})(?:(?:[T_:-]|,? {1,2}| at )(?:${CLOCK}|\\d{2}\\.\\d{2}\\.\\d{2}(?:\\.\\d{1,9})?))?`,
		`(?:${WEEKDAY},? )?${MONTH} {1,2}\\d{1,2}(?:,? \\d{4},?)? ${CLOCK}(?: \\d{4}\\b)?`,
		`(?:${WEEKDAY},? )?${MONTH} {1,2}\\d{1,2},? \\d{4}`,
		`\\d{1,2}[-./]\\d{1,2} ${CLOCK}`,
		`\\d{8}(?:[-T_ ]${CLOCK}|[-T_]\\d{6}Z?)`,
		`${CLOCK}`,
	].join("|")})(?![\\w/\\\\@]|[.:-]\\w)`,
	"y",
);

/** Whether a date or a time may begin here: spares almost all words the expression. */
function mayBegin(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (!isDigit(code)) return INITIALS.has(code) && MONTHS_AND_DAYS.has(text.slice(at, at + 3));
	let end = at + 1;
	while (end - at < 9 && isDigit(text.charCodeAt(end))) end++;
	const digits = end - at;
	return (digits === 1 || digits === 2 || digits === 4 || digits === 8) && AFTER_DIGITS.has(text.charCodeAt(end));
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const codesOf = (characters: string) => new Set([...characters].map((character) => character.charCodeAt(0)));
const AFTER_DIGITS = codesOf("-/.: T_年");
const INITIALS = codesOf("JFMASONDTW");
const MONTHS_AND_DAYS = new Set(
	"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun".split(" "),
);

/** How a language writes the frames of a stack trace. */
export interface Language {
	/** Frames on one line, trimmed: `function`, `file`, `line`, and the `message` that Ruby writes behind the first. */
	frames: RegExp[];
	/** The second line of frames that take two: it holds the file, and the line in it. */
	fileBelow?: RegExp;
	/** The first of them. */
	functionAbove?: RegExp;
	/** Whether the second may be missing. */
	fileOptional?: boolean;
	/** Functions of the language and of well-known libraries. */
	vendor?: RegExp;
	/** Whether the frame that failed comes last. */
	innermostLast?: boolean;
}

/** In the order in which a line is tried: from the most particular to the most general. */
export const LANGUAGES: Language[] = [
	{
		// Python
		frames: [/^File "(?<file>[^"]+)", line (?<line>\d+)(?:, in (?<function>.+))?$/],
		innermostLast: true,
	},
	{
		// PHP
		frames: [
			/^#\d+ (?<file>[^()]+)\((?<line>\d+)\): (?<function>[^()]+)\(.*$/,
			/^#\d+ (?<file>\[internal function\]): (?<function>[^()]+)\(.*$/,
		],
	},
	{
		// Ruby
		frames: [
			/^(?:\d+: )?(?:from )?(?<file>[^\s:][^:]*\.(?:rb|erb|rake|ru)|<internal:[^>]+>|\w+\/\w+):(?<line>\d+):in [`'](?<function>[^']+)'(?:: (?<message>.+))?$/,
		],
	},
	{
		// Rust
		frames: [],
		functionAbove: /^\d+: +(?:0x[0-9a-f]+ - )?(?<function>[^\s(]*(?:::|\b_start\b|\bmain\b|\brust_|__)[^(]*)$/,
		fileOptional: true,
		fileBelow: /^at (?<file>\S+\.rs):(?<line>\d+)(?::\d+)?$/,
		vendor:
			/^<?(?:std|core|alloc|tokio|futures\w*|hyper|rayon|backtrace|rust_\w+|__\w+|_start|main$|start_thread|clone)(?:::|$|>)|^<?\w[\w:<>]* as (?:std|core|alloc|tokio)::/,
	},
	{
		// Go
		frames: [],
		functionAbove: /^(?:created by )?(?<function>\S+?)(?:\([^()]*\)| in goroutine \d+)?$/,
		fileBelow: /^(?<file>\S+\.go):(?<line>\d+)(?: \+0x[0-9a-f]+)?$/,
		vendor:
			/^(?:runtime|net|reflect|testing|sync|syscall|internal|context|os|io|encoding|database|google\.golang\.org|golang\.org)(?:\/[\w.-]+)*\.|^panic$/,
	},
	{
		// Java, Kotlin, Scala
		frames: [
			/^at (?:[\w.$-]+(?:@[\w.-]+)?\/+)*(?<function>[\p{L}\w.$<>-]+)\((?:[^()\s]+\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>)\)(?: ~?\[.*\])?$/u,
		],
		vendor:
			/^(?:java|javax|jakarta|jdk|sun|com\.sun|scala|kotlin|kotlinx|groovy|clojure|akka|reactor|ch\.qos|org\.(?:apache|springframework|hibernate|eclipse|junit|jboss|gradle|codehaus|slf4j|postgresql|mockito|reactivestreams|scalatest)|io\.(?:netty|reactivex|micrometer|grpc|vertx|undertow|quarkus|ktor)|com\.(?:zaxxer|fasterxml|mysql|google\.(?:common|inject|protobuf)))\./,
	},
	{
		// JavaScript, as V8 writes it
		frames: [
			/^at (?:async )?(?:(?<function>[^()]+(?:\([^()]*\)[^()]*)?) \()?(?<file>[^()\s][^()]*?):(?<line>\d+):\d+\)?$/,
			/^at (?:async )?(?<function>[^()]+) \((?<file><anonymous>|native|index \d+)\)$/,
		],
	},
	{
		// .NET
		frames: [/^at (?<function>[\w.`<>|+[\],]+)\(.*?\)(?: in (?<file>.+):line (?<line>\d+))?$/],
		vendor: /^(?:System|Microsoft|MS|Newtonsoft|NUnit|Xunit|Npgsql|MediatR|lambda_method)\b/,
	},
	{
		// JavaScript, as Firefox and Safari write it
		frames: [/^(?<function>[^@\s]*)@(?<file>\S+?):(?<line>\d+):\d+$/],
	},
];

/** Files of languages' own libraries and of packages. */
export const VENDOR_FILES =
	/(?:^|\/)(?:node_modules|bower_components|site-packages|dist-packages|vendor|gems|\.cargo|\.rustup|rustc|\.pnpm|\.yarn|pkg\/mod|usr\/(?:local\/)?(?:lib|go|share)|python[\d.]+|ruby\/[\d.]+|rubygems)\/|^(?:node|bun|deno|ext|chrome-extension|moz-extension|safari-extension):|^(?:internal\/|<|\[|native$|index \d|kernel\/|eval)|webpack\/(?:bootstrap|runtime)/;

/** Lines of a stack trace that are neither frames nor its message. */
export const NOISE = [
	/^Traceback \(most recent call last\):$/,
	/^(?:During handling of the above exception|The above exception was the direct cause)/,
	/^\.\.\. \d+ (?:more|common frames omitted|lines matching)/,
	/^goroutine \d+ \[.*\]:$/,
	/^(?:stack backtrace|Stack trace|Call stack|\[stacktrace\]):?$/i,
	/^note: (?:run with|some details are omitted)/i,
	/^--- End of (?:inner exception )?stack trace/,
	/^#\d+ \{main\}$/,
	/^thrown in .* on line \d+$/,
	/^\d+: +0x[0-9a-f]+ - <unknown>$/,
	/^exit status \d+$/,
	/^[\s^~]*$/,
];
